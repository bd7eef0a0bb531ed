// Every command of the command line with its options: the parser, the help and the README's table read this one list.
// PURE.

export interface OptionFacts {
  readonly name: string;
  readonly short?: string;
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  /** How the value is called in the help ("N", "PATH"). */
  readonly value?: string;
  readonly help: string;
}

export interface CommandFacts {
  readonly name: string;
  /** Positional arguments as the help writes them. */
  readonly takes: string;
  readonly help: string;
  readonly options: readonly OptionFacts[];
}

const flag = (name: string, help: string): OptionFacts => ({ name, type: 'boolean', help });
const text = (name: string, value: string, help: string): OptionFacts => ({ name, type: 'string', value, help });
const json = flag('json', 'Print JSON.');

export const globalOptions: readonly OptionFacts[] = [
  text('bearer', 'TOKEN', 'Use this bearer instead of the stored login.'),
  text('account-id', 'ID', 'ChatGPT account id for --bearer.'),
  text('auth-file', 'PATH', 'Use this auth.json.'),
  text('proxy', 'URL', 'HTTP proxy for everything that leaves the machine.'),
  text('request-timeout-seconds', 'N', 'Give up a request after N seconds (default: scaled to the audio).'),
  text('connect-timeout-seconds', 'N', 'Give up connecting after N seconds (default 15).'),
  flag('verbose', 'Print what happens to stderr.'),
  { name: 'help', short: 'h', type: 'boolean', help: 'Show this help.' },
  { name: 'version', short: 'V', type: 'boolean', help: 'Print the version.' },
];

export const commandTable: readonly CommandFacts[] = [
  {
    name: 'transcribe',
    takes: 'FILE\u2026',
    help: 'Transcribes files; - reads standard input. Text to stdout.',
    options: [
      text('language', 'L', 'ISO 639-1 code; left out, the service decides.'),
      text('prompt', 'TEXT', 'Context, used in API-key mode only.'),
      text('content-type', 'T', 'Type of the audio when the name does not say it.'),
      text('filename', 'N', 'File name to send.'),
      json,
      text('silk-decoder', 'P', 'Path of rust-silk.'),
      text('silk-sample-rate', 'N', 'Sample rate for SILK (default 24000).'),
      flag('no-silk-decode', 'Send SILK as it is.'),
      text('concurrency', 'N', 'Files at once (default 4).'),
      flag('store', 'Keep the takes in History.'),
    ],
  },
  {
    name: 'record',
    takes: '',
    help: 'Dictation without a desktop: microphone to stdout; Ctrl+C stops and transcribes.',
    options: [
      text('seconds', 'N', 'Stop after N seconds.'),
      text('device', 'D', 'Microphone to use.'),
      text('language', 'L', 'ISO 639-1 code.'),
      json,
    ],
  },
  {
    name: 'serve',
    takes: '',
    help: 'Runs the REST server without the app.',
    options: [
      text('host', 'ADDRESS', 'Address to listen on (default 127.0.0.1).'),
      text('port', 'N', 'Port (default 8788, 0 = any free one).'),
      text('api-key', 'K', 'Key that clients must send.'),
      flag('no-api-key', 'Ask for no key (loopback only).'),
      text('concurrency', 'N', 'Requests at once (default 16).'),
      text('max-upload-mb', 'N', 'Largest file (default 50).'),
      { ...text('allow-origin', 'O', 'Web origin that may call; may be repeated.'), multiple: true },
      flag('allow-network', 'Allow an address other than loopback (needs a key).'),
    ],
  },
  {
    name: 'login',
    takes: '',
    help: 'Signs in with ChatGPT in the browser.',
    options: [
      flag('device', 'Sign in with a code on another device.'),
      flag('api-key', 'Store an API key read from stdin.'),
    ],
  },
  { name: 'logout', takes: '', help: 'Signs out and revokes the login.', options: [] },
  { name: 'status', takes: '', help: 'Says who is signed in.', options: [json] },
  { name: 'usage', takes: '', help: 'Shows plan and usage windows.', options: [json] },
  { name: 'models', takes: '', help: 'Lists the models of the account.', options: [json] },
  { name: 'start', takes: '', help: 'Starts a dictation in the running app.', options: [] },
  { name: 'stop', takes: '', help: 'Ends it and inserts the text.', options: [] },
  { name: 'toggle', takes: '', help: 'Starts or ends one.', options: [] },
  { name: 'cancel', takes: '', help: 'Discards the running one (Undo keeps it).', options: [] },
  { name: 'paste-last', takes: '', help: 'Inserts the last text again.', options: [] },
  { name: 'show', takes: '[PLACE]', help: 'Opens the window (history, settings or doctor).', options: [] },
  {
    name: 'history',
    takes: '[TERMS]',
    help: 'Lists or searches takes.',
    options: [
      json,
      text('limit', 'N', 'Rows (default 20).'),
      flag('failed', 'Only failed ones.'),
      flag('timings', 'Show p50 and p95 of the last 100 takes.'),
    ],
  },
  { name: 'retry', takes: 'ID', help: 'Sends a take again and prints its text.', options: [json] },
  { name: 'doctor', takes: '', help: 'Checks the way from the microphone to the cursor.', options: [json] },
];

export function findCommand(name: string): CommandFacts | undefined {
  return commandTable.find((command) => command.name === name);
}

export function helpText(version: string): string {
  const usage = commandTable.map(
    (command) => `  ${`${command.name} ${command.takes}`.trim().padEnd(20)} ${command.help}`,
  );
  return [
    `Sotto ${version}: hold a key, speak, let go: the text stands at the cursor.`,
    '',
    'Usage: sotto                     starts the app',
    '       sotto FILE\u2026              the same as sotto transcribe FILE\u2026',
    '       sotto COMMAND [OPTIONS]',
    '',
    'Commands',
    ...usage,
    '',
    'For all commands',
    ...globalOptions.map(optionLine),
    '',
    'sotto COMMAND --help shows the options of a command.',
    'Exit codes: 0 done, 1 unexpected, 2 usage, 3 not signed in, 4 network, 5 refused by the service, 6 audio unusable, 7 app not running.',
  ].join('\n');
}

export function commandHelp(command: CommandFacts): string {
  return [
    `Usage: sotto ${command.name} ${command.takes}`.trim(),
    '',
    command.help,
    ...(command.options.length > 0 ? ['', 'Options', ...command.options.map(optionLine)] : []),
  ].join('\n');
}

function optionLine(option: OptionFacts): string {
  const name = `${option.short ? `-${option.short}, ` : ''}--${option.name}${option.value ? ` ${option.value}` : ''}`;
  return `  ${name.padEnd(30)} ${option.help}`;
}
