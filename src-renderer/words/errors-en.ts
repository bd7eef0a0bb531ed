// English: every error code as a short title. What to do comes with the error itself (contract/error-table.ts).
import type { ErrorCode } from '../../src-main/contract/error-table.ts';

export interface ErrorWord {
  /** What happened, without a full stop. */
  readonly title: string;
  /** For the pill, where the title is long. */
  readonly short?: string;
  readonly hint: string;
}
export type ErrorWords = Readonly<Record<ErrorCode, ErrorWord>>;

const word = (title: string, short?: string): ErrorWord => ({ title, hint: '', ...(short ? { short } : {}) });

export const errorsEn: ErrorWords = {
  not_signed_in: word('You are not signed in', 'Not signed in'),
  login_unreadable: word('The login file can’t be read', 'Login unreadable'),
  login_unsupported: word('This kind of login can’t be used', 'Login can’t be used'),
  login_expired: word('Your sign-in has expired', 'Sign-in expired'),
  account_changed: word('The account changed meanwhile', 'Account changed'),
  login_cancelled: word('The sign-in was cancelled', 'Sign-in cancelled'),
  login_item_failed: word('Sotto can’t be started at login here', 'Not started at login'),
  login_failed: word('The sign-in did not work', 'Sign-in failed'),
  refresh_unavailable: word('The sign-in server did not answer', 'No answer'),
  network: word('No network'),
  connect_timeout: word('ChatGPT can’t be reached', 'No connection'),
  upstream_timeout: word('ChatGPT did not answer in time', 'No answer in time'),
  upstream_challenge: word('The network was challenged by Cloudflare', 'Network challenged'),
  upstream_error: word('ChatGPT could not transcribe this', 'ChatGPT had a fault'),
  upstream_rejected: word('ChatGPT refused this recording', 'Refused by ChatGPT'),
  rate_limited: word('Too many requests for now', 'Too many requests'),
  quota_exhausted: word('The plan’s usage window is used up', 'Usage used up'),
  plan_not_included: word('Your plan does not include Codex', 'Plan without Codex'),
  invalid_response: word('ChatGPT answered something unreadable', 'Unreadable answer'),
  audio_empty: word('The file holds no sound', 'No sound in it'),
  audio_too_short: word('Too short to hear anything', 'Too short'),
  audio_silent: word('Only silence was recorded', 'Only silence'),
  audio_unsupported: word('This format can’t be read', 'Unknown format'),
  audio_unreadable: word('The file is damaged or not sound', 'Damaged file'),
  audio_too_large: word('The file is too large', 'File too large'),
  converter_missing: word('This format needs ffmpeg to convert', 'ffmpeg is missing'),
  silk_decoder_missing: word('SILK needs a decoder', 'Decoder missing'),
  silk_failed: word('The SILK file could not be decoded', 'SILK not decoded'),
  file_not_found: word('The file is not there', 'File not found'),
  file_unreadable: word('The file can’t be opened', 'File not readable'),
  recorder_missing: word('No recorder program is installed', 'No recorder'),
  recorder_died: word('The recording stopped by itself', 'Recorder stopped'),
  microphone_missing: word('The microphone is gone', 'No microphone'),
  microphone_busy: word('Another program holds the microphone', 'Microphone busy'),
  microphone_denied: word('The system refuses the microphone', 'Microphone refused'),
  clipboard_failed: word('The clipboard can’t be used', 'Clipboard failed'),
  paste_failed: word('The text could not be pasted', 'Not pasted'),
  hotkey_invalid: word('This key can’t be used', 'Key can’t be used'),
  hotkey_taken: word('Another program has this key', 'Key is taken'),
  hook_unavailable: word('Holding the key can’t be seen here', 'Key hook missing'),
  disk_full: word('The disk is full', 'Disk full'),
  storage_read_only: word('The data folder can’t be written', 'Can’t write'),
  storage_failed: word('The take could not be stored', 'Not stored'),
  usage: word('This can’t be done that way'),
  settings_invalid: word('This value can’t be used'),
  app_not_running: word('Sotto is not running'),
  not_recording: word('Nothing is being recorded'),
  busy: word('A recording is still running', 'Still recording'),
  take_not_found: word('The take is no longer there', 'Take is gone'),
  take_has_no_audio: word('The recording was removed', 'Recording removed'),
  cancelled: word('Cancelled'),
  internal: word('Something in Sotto went wrong', 'Fault in Sotto'),
  port_taken: word('Another program has this port', 'Port is taken'),
  address_not_allowed: word('This address is not allowed'),
  invalid_api_key: word('The key is wrong', 'Wrong key'),
  missing_host: word('The request names no host'),
  host_not_allowed: word('This host is not allowed'),
  origin_not_allowed: word('This origin is not allowed'),
  route_not_found: word('There is no such address'),
  method_not_allowed: word('This method is not known there'),
  invalid_request: word('A value is wrong'),
  payload_too_large: word('Too much was sent', 'Too large'),
  unsupported_media_type: word('This content type can’t be read'),
  headers_too_large: word('The headers are too large'),
  request_timeout: word('The request took too long'),
  too_many_requests: word('Too many requests'),
};
