// How node-record-lpcm16 starts pw-record (PipeWire 1.0 or later: --raw to standard output; older ones refuse it and
// the next program is tried). Loaded by path at run time, so this must stay a file of its own, outside the bundle.
module.exports = ({ program, sampleRate, device, spawnOptions }) => ({
  cmd: program,
  args: [
    '--raw',
    '--format=s16',
    '--channels=1',
    `--rate=${sampleRate}`,
    '--latency=20ms',
    '--media-role=Communication',
    ...(device ? [`--target=${device}`] : []),
    '-',
  ],
  spawnOptions,
});
