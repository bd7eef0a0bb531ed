// How node-record-lpcm16 starts arecord (ALSA). Loaded by path at run time, so this must stay a file of its own,
// outside the bundle. Small periods bring the first and the last samples early; the larger buffer survives a busy
// machine without an overrun and delays nothing.
module.exports = ({ program, sampleRate, device, spawnOptions }) => ({
  cmd: program,
  args: [
    ...(device ? [`--device=${device}`] : []),
    '--quiet',
    '--file-type=raw',
    '--format=S16_LE',
    '--channels=1',
    `--rate=${sampleRate}`,
    '--period-time=20000',
    '--buffer-time=500000',
    '-',
  ],
  spawnOptions,
});
