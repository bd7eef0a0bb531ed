// The closed list of everything that can go wrong on purpose, and what each becomes at the five doors: HTTP status,
// exit code, whether trying again can help, and the button that mends it. Words are English here; the interface
// translates by code. PURE: knows nothing of Electron, files or networks.

/** What the interface offers beside a problem. */
export type Mend =
  | 'sign-in'
  | 'retry'
  | 'wait'
  | 'open-settings'
  | 'open-doctor'
  | 'choose-microphone'
  | 'choose-hotkey'
  | 'install-recorder'
  | 'install-converter'
  | 'install-clipboard'
  | 'free-disk'
  | 'none';

export interface ErrorFacts {
  /** HTTP status of the REST server. */
  readonly status: number;
  /** Exit code of the command line: 1 unexpected, 2 usage, 3 login, 4 network, 5 upstream, 6 audio, 7 app not running. */
  readonly exit: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
  /** OpenAI's error type. */
  readonly type:
    | 'invalid_request_error'
    | 'authentication_error'
    | 'rate_limit_error'
    | 'server_error'
    | 'upstream_error';
  /** Whether a failed take is tried again without being asked. */
  readonly retry: 'never' | 'backoff' | 'online' | 'at-time' | 'signed-in';
  readonly mend: Mend;
  /** One short English sentence: what to do. */
  readonly hint: string;
}

const facts = (
  status: number,
  exit: ErrorFacts['exit'],
  type: ErrorFacts['type'],
  retry: ErrorFacts['retry'],
  mend: Mend,
  hint: string,
): ErrorFacts => ({ status, exit, type, retry, mend, hint });

export const errorTable = {
  // Login (exit 3)
  not_signed_in: facts(
    503,
    3,
    'server_error',
    'signed-in',
    'sign-in',
    'Sign in with "sotto login" or in Settings, Account.',
  ),
  login_unreadable: facts(
    503,
    3,
    'server_error',
    'signed-in',
    'open-doctor',
    'Look at the file named above, or sign in again.',
  ),
  login_unsupported: facts(
    503,
    3,
    'server_error',
    'signed-in',
    'sign-in',
    'Sign in with a ChatGPT account or store an API key.',
  ),
  login_expired: facts(
    503,
    3,
    'server_error',
    'signed-in',
    'sign-in',
    'Sign in again; the takes are kept and can be retried.',
  ),
  account_changed: facts(503, 3, 'server_error', 'never', 'retry', 'Retry to use the account that is signed in now.'),
  login_cancelled: facts(
    400,
    3,
    'invalid_request_error',
    'never',
    'sign-in',
    'Start the sign-in again when you are ready.',
  ),
  login_failed: facts(502, 3, 'server_error', 'never', 'sign-in', 'Start the sign-in again.'),
  refresh_unavailable: facts(
    503,
    4,
    'server_error',
    'backoff',
    'retry',
    'The sign-in server did not answer; try again in a moment.',
  ),
  // Network (exit 4)
  network: facts(502, 4, 'upstream_error', 'online', 'retry', 'Check the connection and the proxy settings.'),
  connect_timeout: facts(504, 4, 'upstream_error', 'online', 'retry', 'Check the connection and the proxy settings.'),
  upstream_timeout: facts(504, 4, 'upstream_error', 'backoff', 'retry', 'Try again; the recording is kept.'),
  // Upstream (exit 5)
  upstream_challenge: facts(
    502,
    5,
    'upstream_error',
    'backoff',
    'open-doctor',
    'The network was challenged by Cloudflare; try another network or API-key mode.',
  ),
  upstream_error: facts(502, 5, 'upstream_error', 'backoff', 'retry', 'Try again; the recording is kept.'),
  upstream_rejected: facts(
    400,
    5,
    'invalid_request_error',
    'never',
    'retry',
    'The service refused this request; see its message.',
  ),
  rate_limited: facts(429, 5, 'rate_limit_error', 'at-time', 'wait', 'Wait until the limit resets.'),
  quota_exhausted: facts(
    429,
    5,
    'rate_limit_error',
    'at-time',
    'wait',
    'The plan\u2019s usage window is used up; it resets at the time shown.',
  ),
  plan_not_included: facts(
    403,
    5,
    'invalid_request_error',
    'never',
    'sign-in',
    'Sign in with an account whose plan includes Codex.',
  ),
  invalid_response: facts(502, 5, 'upstream_error', 'backoff', 'retry', 'Try again; the recording is kept.'),
  // Audio (exit 6)
  audio_empty: facts(400, 6, 'invalid_request_error', 'never', 'none', 'The file holds no audio.'),
  audio_too_short: facts(400, 6, 'invalid_request_error', 'never', 'none', 'Record at least a tenth of a second.'),
  audio_silent: facts(
    400,
    6,
    'invalid_request_error',
    'never',
    'choose-microphone',
    'Check the microphone or choose another.',
  ),
  audio_unsupported: facts(
    400,
    6,
    'invalid_request_error',
    'never',
    'install-converter',
    'Use WAV, MP3, M4A, FLAC, Ogg or WebM.',
  ),
  audio_unreadable: facts(400, 6, 'invalid_request_error', 'never', 'none', 'The file is damaged or not audio.'),
  audio_too_large: facts(
    413,
    6,
    'invalid_request_error',
    'never',
    'none',
    'Send a smaller file or raise --max-upload-mb.',
  ),
  converter_missing: facts(
    400,
    6,
    'invalid_request_error',
    'never',
    'install-converter',
    'Install ffmpeg or sox to convert this format.',
  ),
  silk_decoder_missing: facts(
    400,
    6,
    'invalid_request_error',
    'never',
    'install-converter',
    'Install rust-silk or name it with --silk-decoder.',
  ),
  silk_failed: facts(400, 6, 'invalid_request_error', 'never', 'none', 'The SILK file could not be decoded.'),
  file_not_found: facts(404, 6, 'invalid_request_error', 'never', 'none', 'Check the path.'),
  file_unreadable: facts(400, 6, 'invalid_request_error', 'never', 'none', 'Check the file\u2019s permissions.'),
  recorder_missing: facts(
    503,
    6,
    'server_error',
    'never',
    'install-recorder',
    'Install pipewire-bin, pulseaudio-utils, alsa-utils or sox.',
  ),
  recorder_died: facts(
    503,
    6,
    'server_error',
    'never',
    'choose-microphone',
    'What was said until then is kept; check the microphone.',
  ),
  microphone_missing: facts(
    503,
    6,
    'server_error',
    'never',
    'choose-microphone',
    'Connect a microphone or choose another.',
  ),
  microphone_busy: facts(
    503,
    6,
    'server_error',
    'never',
    'choose-microphone',
    'Another program holds the microphone; close it or choose another.',
  ),
  microphone_denied: facts(
    503,
    6,
    'server_error',
    'never',
    'open-doctor',
    'Allow Sotto to use the microphone in the system\u2019s settings.',
  ),
  // Desktop
  clipboard_failed: facts(
    500,
    1,
    'server_error',
    'never',
    'install-clipboard',
    'The text is in History; install a clipboard tool (xclip, wl-clipboard).',
  ),
  paste_failed: facts(500, 1, 'server_error', 'never', 'none', 'The text is on the clipboard; paste it yourself.'),
  hotkey_invalid: facts(400, 2, 'invalid_request_error', 'never', 'choose-hotkey', 'Choose another key.'),
  hotkey_taken: facts(
    409,
    1,
    'invalid_request_error',
    'never',
    'choose-hotkey',
    'Another program has this key; choose another.',
  ),
  hook_unavailable: facts(
    503,
    1,
    'server_error',
    'never',
    'open-doctor',
    'Holding the key can\u2019t be seen here; tap to start and tap to stop.',
  ),
  // Storage
  disk_full: facts(
    507,
    1,
    'server_error',
    'never',
    'free-disk',
    'Free some space; recording goes on in memory until then.',
  ),
  storage_read_only: facts(
    507,
    1,
    'server_error',
    'never',
    'free-disk',
    'Make it writable, or set SOTTO_HOME to a folder that is.',
  ),
  storage_failed: facts(500, 1, 'server_error', 'never', 'open-doctor', 'See Doctor for the folder and its state.'),
  // Commands and doors
  usage: facts(400, 2, 'invalid_request_error', 'never', 'none', 'See "sotto --help".'),
  settings_invalid: facts(
    400,
    2,
    'invalid_request_error',
    'never',
    'open-settings',
    'Correct the value; the old one stays in force.',
  ),
  login_item_failed: facts(
    500,
    1,
    'server_error',
    'never',
    'none',
    'Add Sotto to the programs that your system starts at login.',
  ),
  app_not_running: facts(503, 7, 'server_error', 'never', 'none', 'Start Sotto first.'),
  not_recording: facts(409, 1, 'invalid_request_error', 'never', 'none', 'Start a recording first.'),
  busy: facts(409, 1, 'invalid_request_error', 'never', 'wait', 'Wait for the running recording to end.'),
  take_not_found: facts(404, 1, 'invalid_request_error', 'never', 'none', 'Look for it in History.'),
  take_has_no_audio: facts(
    410,
    1,
    'invalid_request_error',
    'never',
    'none',
    'The recording was removed by your retention setting.',
  ),
  cancelled: facts(499, 1, 'invalid_request_error', 'never', 'none', 'Start it again when you are ready.'),
  internal: facts(
    500,
    1,
    'server_error',
    'never',
    'open-doctor',
    'This is a fault in Sotto; the report in Doctor helps to mend it.',
  ),
  // REST door
  updates_off: facts(409, 2, 'invalid_request_error', 'never', 'open-settings', 'Switch it on in Settings, About.'),
  update_missing: facts(409, 1, 'invalid_request_error', 'never', 'none', 'Look for updates first.'),
  update_damaged: facts(
    502,
    1,
    'upstream_error',
    'never',
    'none',
    'It was thrown away; nothing was changed. Fetch it again, or from the releases page.',
  ),
  update_failed: facts(502, 1, 'upstream_error', 'never', 'none', 'Fetch the new version from the releases page.'),
  port_taken: facts(
    503,
    1,
    'server_error',
    'never',
    'open-settings',
    'Choose another port, or stop the program that uses it.',
  ),
  address_not_allowed: facts(
    400,
    2,
    'invalid_request_error',
    'never',
    'open-settings',
    'Use 127.0.0.1, or set a key and --allow-network.',
  ),
  invalid_api_key: facts(
    401,
    2,
    'authentication_error',
    'never',
    'none',
    'Send "Authorization: Bearer <key>"; the key is in Settings, Server.',
  ),
  missing_host: facts(400, 2, 'invalid_request_error', 'never', 'none', 'Send a Host header.'),
  host_not_allowed: facts(
    403,
    2,
    'invalid_request_error',
    'never',
    'none',
    'Use 127.0.0.1, localhost or [::1] with the port.',
  ),
  origin_not_allowed: facts(
    403,
    2,
    'invalid_request_error',
    'never',
    'open-settings',
    'Add this exact origin in Settings, Server.',
  ),
  route_not_found: facts(404, 2, 'invalid_request_error', 'never', 'none', 'The base address ends in /v1.'),
  method_not_allowed: facts(405, 2, 'invalid_request_error', 'never', 'none', 'See /openapi.json for the methods.'),
  invalid_request: facts(400, 2, 'invalid_request_error', 'never', 'none', 'Correct the field named above.'),
  payload_too_large: facts(413, 2, 'invalid_request_error', 'never', 'none', 'Send less, or raise the limit.'),
  unsupported_media_type: facts(415, 2, 'invalid_request_error', 'never', 'none', 'Use the content type named above.'),
  headers_too_large: facts(431, 2, 'invalid_request_error', 'never', 'none', 'Send smaller headers.'),
  request_timeout: facts(408, 4, 'invalid_request_error', 'never', 'none', 'Send the request faster.'),
  too_many_requests: facts(429, 5, 'rate_limit_error', 'never', 'wait', 'Try again after the time in Retry-After.'),
} as const satisfies Record<string, ErrorFacts>;

export type ErrorCode = keyof typeof errorTable;

export const errorCodes = Object.keys(errorTable) as ErrorCode[]; // keys of a const object are exactly its codes

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorTable, value);
}

export function errorFacts(code: ErrorCode): ErrorFacts {
  return errorTable[code];
}
