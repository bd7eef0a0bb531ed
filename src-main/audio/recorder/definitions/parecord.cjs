// How node-record-lpcm16 starts parecord (PulseAudio, or PipeWire's PulseAudio server). Loaded by path at run time, so
// this must stay a file of its own, outside the bundle.
// 30 ms: less gains nothing that is heard and makes a busy machine without real-time scheduling drop samples.
// --verbose makes it say on stderr which source it is connected to, also when the server moves the stream elsewhere.
module.exports = ({ program, sampleRate, device, spawnOptions }) => ({
  cmd: program,
  args: [
    '--raw',
    '--verbose',
    '--format=s16le',
    '--channels=1',
    `--rate=${sampleRate}`,
    '--latency-msec=30',
    '--client-name=Sotto',
    '--stream-name=Dictation',
    ...(device ? [`--device=${device}`] : []),
  ],
  spawnOptions,
});
