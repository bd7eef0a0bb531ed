// A desktop without a desktop: a clipboard and a driver that keep a diary, and a clock that the test moves.
import type { Clipboard, SavedClipboard, WriteOptions } from '../../../src-main/insertion/clipboard.ts';
import type { Activation, DesktopDriver, TargetWindow } from '../../../src-main/insertion/driver.ts';
import { TextInserter } from '../../../src-main/insertion/inserter.ts';
import type { InsertionSettings } from '../../../src-main/insertion/plan.ts';

export class FakeClock {
  #now = 0;
  #waiting: { at: number; wake: () => void }[] = [];

  readonly now = (): number => this.#now;

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const entry = { at: this.#now + ms, wake: resolve };
      this.#waiting.push(entry);
      signal?.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });

  /** Time goes on and nothing happens: the process is held up. */
  holdUp(ms: number): void {
    this.#now += ms;
  }

  /** Lets everything happen that is due, in order, and what follows from it. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const [next] = this.#waiting.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settle();
    }
    this.#now = end;
  }
}

/** Promise chains of the code under test are shorter than this many turns. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

export class FakeClipboard implements Clipboard {
  text = '';
  readonly diary: string[] = [];
  /** Set: the platform tells who reads; the value is whether the target does. */
  reads: boolean | undefined;
  failing: 'save' | 'write' | undefined;

  async save({ primary }: { readonly primary: boolean }): Promise<SavedClipboard> {
    if (this.failing === 'save') throw new Error('no answer from the owner');
    this.diary.push(`save ${this.text}`);
    const formats = [{ selection: 'clipboard' as const, type: 'text/plain', bytes: Buffer.from(this.text) }];
    return { formats, selections: primary ? ['clipboard', 'primary'] : ['clipboard'] };
  }

  async write(text: string, { primary }: WriteOptions) {
    this.diary.push(`write ${text}${primary ? ' primary' : ''}`);
    this.text = text;
    const { reads } = this;
    return reads === undefined ? {} : { readBy: async () => reads };
  }

  async stillOurs(text: string): Promise<boolean> {
    return this.text === text;
  }

  async restore(saved: SavedClipboard): Promise<void> {
    this.text = Buffer.from(saved.formats[0]?.bytes ?? []).toString();
    this.diary.push(`restore ${this.text}`);
  }
}

export class FakeDriver implements DesktopDriver {
  readonly name = 'fake';
  tellsWindows = true;
  readonly diary: string[] = [];
  window: TargetWindow | null = { id: 'w1', name: 'Slack', className: 'slack' };
  activation: Activation = 'active';
  letters = true;
  chord = true;
  onPress: (chord: string) => void = () => undefined;

  async can() {
    return { chord: this.chord, type: true, primary: true };
  }
  async active(): Promise<TargetWindow | null> {
    return this.window;
  }
  async activate(id: string): Promise<Activation> {
    this.diary.push(`activate ${id}`);
    return this.activation;
  }
  async settle(): Promise<void> {
    this.diary.push('settle');
  }
  async hasKeys(): Promise<boolean> {
    return this.letters;
  }
  async press(chord: string): Promise<void> {
    this.onPress(chord);
    this.diary.push(`press ${chord}`);
  }
  async type(text: string): Promise<void> {
    this.diary.push(`type ${text}`);
  }
  [Symbol.dispose](): void {}
}

export const openInserter = (stage: {
  readonly clipboard: FakeClipboard;
  readonly driver: FakeDriver;
  readonly clock: FakeClock;
  readonly settings: () => InsertionSettings;
}): TextInserter =>
  new TextInserter({
    settings: stage.settings,
    session: { kind: 'x11', desktop: 'other', display: ':0' },
    driver: stage.driver,
    clipboard: stage.clipboard,
    log: () => undefined,
    now: stage.clock.now,
    sleep: stage.clock.sleep,
  });
