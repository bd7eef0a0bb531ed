// A process that speaks the hook's protocol and behaves as its first argument says; the last one is how many were started
// before it.
const [, , behaviour = 'good', before = '0'] = process.argv;
const say = (message: object): void => void process.send?.(message);

process.on('message', (message: { type: string }) => {
  if (message.type === 'ping' && behaviour !== 'deaf') say({ type: 'pong' });
  if (message.type === 'watch') {
    say({ type: 'key', id: 'dictate', kind: 'down', sure: false, at: 0 });
    say({ type: 'gossip', typed: 'secret' });
    if (behaviour === 'dies-once' && before === '0') process.exit(1);
  }
});
process.on('disconnect', () => process.exit(0));

if (behaviour === 'dies-always') process.exit(3);
if (behaviour === 'no-display') say({ type: 'failed', why: 'no-display', detail: 'nothing there' });
else if (behaviour !== 'hangs') say({ type: 'ready' });
