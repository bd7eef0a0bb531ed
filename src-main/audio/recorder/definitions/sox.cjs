// How node-record-lpcm16 starts sox, on every system: `driver` is coreaudio on macOS, waveaudio on Windows and absent
// on Linux, where sox's own default (and AUDIODEV in the environment) names the device. Loaded by path at run time, so
// this must stay a file of its own, outside the bundle.
// Without --buffer, sox keeps half a second back and throws it away when it is stopped.
module.exports = ({ program, sampleRate, device, driver, spawnOptions }) => {
  const form = ['--rate', String(sampleRate), '--channels', '1', '--encoding', 'signed-integer', '--bits', '16'];
  const input = driver ? ['--type', driver, device || 'default'] : ['--default-device'];
  return {
    cmd: program,
    args: ['--no-show-progress', '--buffer', '640', ...input, '--type', 'raw', '--endian', 'little', ...form, '-'],
    spawnOptions,
  };
};
