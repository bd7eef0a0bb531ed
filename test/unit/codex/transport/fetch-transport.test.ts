import { describe, expect, it } from 'vitest';
import { fetchTransport, type TransportBody } from '../../../../src-main/codex/index.ts';
import { startStandin } from '../../../standin/standin.ts';

const body = (bytes: Uint8Array, lengthBytes?: number): TransportBody => ({
  lengthBytes,
  repeatable: true,
  async *open() {
    yield bytes.subarray(0, 5);
    yield bytes.subarray(5);
  },
});
const transport = fetchTransport({ name: 'web', keepsCookies: true, fetch: globalThis.fetch });

describe('a transport over fetch', () => {
  it('sends small bodies whole, with their length, and others as a stream', async () => {
    await using standin = await startStandin();
    const bytes = Buffer.from('0123456789');
    const url = `${standin.upstream}/transcribe`;
    for (const lengthBytes of [bytes.length, undefined]) {
      const response = await transport.request({ method: 'POST', url, headers: {}, body: body(bytes, lengthBytes) });
      expect(response.status).toBe(401);
      expect(response.header('Content-Type')).toBe('application/json');
      await response.discard();
    }
    expect(standin.requests.map(({ headers }) => headers['content-length'])).toEqual(['10', undefined]);
    expect(standin.requests.map(({ bodyBytes }) => bodyBytes)).toEqual([10, 10]);
  });

  it('tells cuts, refusals and giving up in the port\u2019s words', async () => {
    await using standin = await startStandin();
    const url = `${standin.upstream}/transcribe`;
    standin.script('transcribe', { kind: 'cut', when: 'before-answer' }, { kind: 'hang', ms: 60_000 });
    const get = { method: 'POST', url, headers: {} } as const;
    await expect(transport.request(get)).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/cut/),
    });
    await expect(transport.request({ ...get, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: 'upstream_timeout',
    });
    await expect(transport.request({ ...get, url: 'http://127.0.0.1:9/' })).rejects.toMatchObject({ code: 'network' });
  });
});
