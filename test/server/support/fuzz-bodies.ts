// Bodies that are almost right: forms and JSON with bytes turned, cut, doubled and moved, values swapped for others.
// The same seed gives the same bodies, so that a find can be repeated.
import { formBytes } from './raw-socket.ts';

export interface FuzzRequest {
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
}

type Random = () => number;

/** mulberry32: small, quick, the same everywhere. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const upTo = (random: Random, most: number): number => Math.floor(random() * most);
const oneOf = <T>(random: Random, list: readonly T[]): T => {
  const found = list[upTo(random, list.length)];
  if (found === undefined) throw new Error('an empty list has nothing to choose');
  return found;
};

export function fuzzRequest(random: Random, wav: Uint8Array): FuzzRequest {
  return random() < 0.5 ? fuzzForm(random, wav) : fuzzJson(random);
}

const fieldSets: readonly Readonly<Record<string, string>>[] = [
  {},
  { model: 'whisper-1', response_format: 'verbose_json', language: 'en' },
  { stream: 'true', 'timestamp_granularities[]': 'word', 'chunking_strategy[type]': 'server_vad' },
  { prompt: 'x'.repeat(500), temperature: '0', 'include[]': 'logprobs' },
  { response_format: 'srt', __proto__: 'x', constructor: 'y' },
];

function fuzzForm(random: Random, wav: Uint8Array): FuzzRequest {
  const { bytes, contentType } = formBytes(wav, oneOf(random, fieldSets));
  const type = random() < 0.8 ? contentType : mutate(random, Buffer.from(contentType)).toString('latin1');
  return { path: '/v1/audio/transcriptions', contentType: headerSafe(type), body: mutate(random, bytes) };
}

const chat = {
  model: 'gpt-5.5',
  messages: [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Hi' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: 'r' }] },
  ],
  tools: [
    { type: 'function', function: { name: 'f', parameters: { type: 'object' } } },
    {
      type: 'custom',
      custom: { name: 'g', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'x' } } },
    },
  ],
  tool_choice: {
    type: 'allowed_tools',
    allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'f' } }] },
  },
  response_format: { type: 'json_schema', json_schema: { name: 'n', schema: {}, strict: true } },
  functions: null,
  stream: true,
  stream_options: { include_usage: true },
  n: 1,
};
const responses = {
  model: 'gpt-5.5',
  input: [
    { role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
    { type: 'reasoning', summary: [] },
  ],
  instructions: 'x',
  tools: [{ type: 'function', name: 'f' }],
  stream: false,
  reasoning: { effort: 'low' },
  text: { format: { type: 'text' } },
  previous_response_id: null,
};
const bodies: readonly (readonly [path: string, body: object])[] = [
  ['/v1/chat/completions', chat],
  ['/v1/responses', responses],
  ['/v1/responses/compact', responses],
  ['/api/show', { model: 'gpt-5.5' }],
];

function fuzzJson(random: Random): FuzzRequest {
  const [path, body] = oneOf(random, bodies);
  const changed = random() < 0.7 ? changeValues(random, body) : body;
  const text = JSON.stringify(changed) ?? '';
  const bytes = Buffer.from(text.replaceAll(JSON.stringify(deepMark), '['.repeat(5000) + ']'.repeat(5000)));
  return { path, contentType: 'application/json', body: random() < 0.5 ? mutate(random, bytes) : bytes };
}

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
/** Deeper than can be written by recursion: put in as text. */
const deepMark = '@deep@';
const strangers: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1.5e300,
  () => '',
  () => 'x'.repeat(5000),
  () => '\u0000\ud800\u202e',
  () => [],
  () => [null, [], {}],
  () => ({}),
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":1}'),
  () => deep(150),
  () => deepMark,
  () => '<html><script>alert(1)</script>',
];

/** Some values anywhere in it replaced, removed or doubled. */
function changeValues(random: Random, value: unknown): unknown {
  if (random() < 0.06) return oneOf(random, strangers)();
  if (Array.isArray(value)) {
    const items = value.map((item) => changeValues(random, item));
    if (random() < 0.05) items.push(...items);
    return items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      if (random() < 0.04) return [];
      return [
        [
          random() < 0.03 ? oneOf(random, ['__proto__', 'type', 'content', 'role', '']) : name,
          changeValues(random, inner),
        ],
      ];
    }),
  );
}

const tokens = ['\r\n', '\r\n\r\n', '--', '--xXtestboundaryXx', '--xXtestboundaryXx--\r\n', 'content-disposition: form-data; name="file"; filename="../../x"\r\n',
  'content-type: application/json\r\n', '\0', '\xff\xfe', '"', '{', '}', '[', '\\u0000', '1e999', 'filename*=utf-8\'\'%00', 'name=""', '; name="__proto__"'].map((token) => Buffer.from(token, 'latin1')); // biome-ignore format: a list

/** One to five changes of bytes. */
function mutate(random: Random, bytes: Buffer): Buffer {
  let result = bytes;
  for (let left = 1 + upTo(random, 5); left > 0; left -= 1) {
    const at = upTo(random, result.length + 1);
    const length = upTo(random, Math.min(200, result.length - at + 1));
    const [head, middle, tail] = [
      result.subarray(0, at),
      result.subarray(at, at + length),
      result.subarray(at + length),
    ];
    switch (upTo(random, 6)) {
      case 0: // a bit turned
        result = Buffer.from(result);
        if (at < result.length) result[at] = (result[at] ?? 0) ^ (1 << upTo(random, 8));
        break;
      case 1:
        result = Buffer.concat([head, tail]);
        break;
      case 2:
        result = Buffer.concat([head, middle, middle, tail]);
        break;
      case 3:
        result = Buffer.concat([head, oneOf(random, tokens), tail]);
        break;
      case 4:
        result = random() < 0.3 ? head : Buffer.concat([head, oneOf(random, tokens), middle, tail]);
        break;
      default:
        result = Buffer.concat([middle, head, tail]);
    }
  }
  return result;
}

/** What no client could put into a header is not what is tried here. */
function headerSafe(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?').trim();
}
