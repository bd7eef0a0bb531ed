// A notification of the system, silent: cues are sounds of our own.
import { Notification } from 'electron';
import type { SystemNotification } from './failure-notifier.ts';

export function showNotification({ title, body, onClick }: SystemNotification): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body, silent: true });
  notification.on('click', onClick);
  notification.show();
}
