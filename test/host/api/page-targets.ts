// Follows the browser's targets: which of our pages is gone, what it is called, and which windows it has opened.
import { toAppUrl } from '../custom-scheme.ts';
import { browser } from './browser-process.ts';

export interface TargetFollower {
  gone(): void;
  titled(title: string): void;
  /** The page has opened another window, which is closed again at once. */
  opened(url: string): void;
}

interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
  readonly title: string;
  readonly openerId?: string;
}

const followers = new Map<string, TargetFollower>();
const followed = new WeakSet<object>();

/** Until the target is gone. */
export function followTargets(targetId: string, follower: TargetFollower): void {
  followers.set(targetId, follower);
  void browser().then(({ connection }) => {
    if (followed.has(connection)) return;
    followed.add(connection);
    connection.browser
      .on<{ targetId: string }>('Target.targetDestroyed', ({ targetId: gone }) => {
        followers.get(gone)?.gone();
        followers.delete(gone);
      })
      .on<{ targetInfo: TargetInfo }>('Target.targetInfoChanged', ({ targetInfo }) => {
        if (targetInfo.title !== '' && targetInfo.title !== targetInfo.url)
          followers.get(targetInfo.targetId)?.titled(targetInfo.title);
      })
      .on<{ targetInfo: TargetInfo }>('Target.targetCreated', ({ targetInfo }) => {
        const opener = followers.get(targetInfo.openerId ?? '');
        if (opener === undefined || targetInfo.type !== 'page') return;
        opener.opened(toAppUrl(targetInfo.url));
        connection.browser.trySend('Target.closeTarget', { targetId: targetInfo.targetId });
      })
      .on('closed', () => {
        for (const [id, lost] of followers) {
          followers.delete(id);
          lost.gone();
        }
      });
  });
}
