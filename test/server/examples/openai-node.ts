// Transcribes a file and asks a model about it, with the openai package. node openai-node.ts FILE
import { createReadStream } from 'node:fs';
import OpenAI from 'openai';

const openai = new OpenAI({
  baseURL: `${process.env.SOTTO_URL ?? 'http://127.0.0.1:8788'}/v1`,
  apiKey: process.env.SOTTO_KEY ?? 'none',
});
const { text } = await openai.audio.transcriptions.create({
  model: 'whisper-1',
  file: createReadStream(process.argv[2] ?? 'audio.wav'),
});
const answer = await openai.responses.create({
  input: `Make a title for: ${text}`,
  model: process.env.MODEL ?? 'gpt-5.5',
});
process.stdout.write(`${text}\n${answer.output_text}\n`);
