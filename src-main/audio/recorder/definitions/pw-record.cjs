// How node-record-lpcm16 starts pw-record (PipeWire). Loaded by path at run time, so this must stay a file of its own,
// outside the bundle. To "-" older ones write raw samples and know no --raw; newer ones write an .au file unless --raw
// is said: `rawOption` says which kind is tried.
module.exports = ({ program, sampleRate, device, rawOption, spawnOptions }) => ({
  cmd: program,
  args: [
    ...(rawOption ? ['--raw'] : []),
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
