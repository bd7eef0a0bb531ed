// Transcribes a file and streams an answer with the Vercel AI SDK. node ai-sdk.ts FILE
import { readFile } from 'node:fs/promises';
import { createOpenAI } from '@ai-sdk/openai';
import { experimental_transcribe, streamText } from 'ai';

const sotto = createOpenAI({
  baseURL: `${process.env.SOTTO_URL ?? 'http://127.0.0.1:8788'}/v1`,
  apiKey: process.env.SOTTO_KEY ?? 'none',
});
const { text } = await experimental_transcribe({
  model: sotto.transcription('whisper-1'),
  audio: await readFile(process.argv[2] ?? 'audio.wav'),
});
process.stdout.write(`${text}\n`);
const { textStream } = streamText({
  model: sotto(process.env.MODEL ?? 'gpt-5.5'),
  prompt: `Make a title for: ${text}`,
});
for await (const piece of textStream) process.stdout.write(piece);
process.stdout.write('\n');
