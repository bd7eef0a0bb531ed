// What has no visible effect here is written down instead, for tests to read through `globalThis.__electronHost.recorded`.

export interface RecordedCall {
  readonly api: string;
  readonly args: readonly unknown[];
}

export const recorded: RecordedCall[] = [];

export function record(api: string, ...args: unknown[]): void {
  recorded.push({ api, args });
}
