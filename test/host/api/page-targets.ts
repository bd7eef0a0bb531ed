// Follows the browser's targets: which of our pages is gone and what it is called.
import { browser } from './browser-process.ts';

export interface TargetFollower {
  gone(): void;
  titled(title: string): void;
}

interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
  readonly title: string;
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
      .on('closed', () => {
        for (const [id, lost] of followers) {
          followers.delete(id);
          lost.gone();
        }
      });
  });
}
