// Numbers, times and sizes in the page's language. PURE but for the language of words.ts.
import { locale, regionTag, t } from './words.ts';

/** Formatters are slow to make (a row would need three) and the same for every row. */
function cached<O extends object, F>(make: (tag: string, options: O) => F): (options: O) => F {
  const made = new Map<string, F>();
  return (options) => {
    const key = regionTag() + JSON.stringify(options);
    const known = made.get(key) ?? make(regionTag(), options);
    made.set(key, known);
    return known;
  };
}

const dates = cached((tag, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options));
const numbers = cached((tag, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options));

/** 14:28 */
export const timeOfDay = (unixMs: number): string =>
  dates({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(unixMs);
/** 28 November; "28. Nov." in German, whose sentences around it are longer. */
export const dayOfMonth = (unixMs: number): string =>
  dates({ day: 'numeric', month: locale() === 'de' ? 'short' : 'long' }).format(unixMs);

export function startOfDay(unixMs: number): number {
  return new Date(unixMs).setHours(0, 0, 0, 0);
}

/** "Today", "Yesterday", "Tuesday" within a week, then the date; another year is named. */
export function dayName(unixMs: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(unixMs)) / 86_400_000); // rounded: a day may have 23 or 25 hours
  if (days === 0) return t('today');
  if (days === 1) return t('yesterday');
  if (days > 1 && days < 7) return dates({ weekday: 'long' }).format(unixMs);
  const sameYear = new Date(unixMs).getFullYear() === new Date(now).getFullYear();
  return dates({ weekday: 'short', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(
    unixMs,
  );
}

/** 0:07, 12:04, 1:04:12 */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000 + 1e-6)); // 999.9999996 ms of a float is a second
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** For screen readers: "24 seconds", "1 minute 5 seconds". */
export function spokenDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const unit = (value: number, name: 'hour' | 'minute' | 'second'): string =>
    numbers({ style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  const parts = [
    ...(seconds >= 3600 ? [unit(Math.floor(seconds / 3600), 'hour')] : []),
    ...(seconds >= 60 ? [unit(Math.floor(seconds / 60) % 60, 'minute')] : []),
    ...(seconds % 60 !== 0 || seconds === 0 ? [unit(seconds % 60, 'second')] : []),
  ];
  return parts.join(' ');
}

export function number(value: number, digits = 0): string {
  return numbers({ maximumFractionDigits: digits }).format(value);
}

/** 0..1 as "40 %", with a space that does not break. */
export const percent = (share: number): string => `${number(Math.round(share * 100))}\u00a0%`;

/** 250 ms, 1.24 s: the unit in which a person reads it. */
export function stageTime(ms: number): string {
  return ms < 1000 ? `${number(Math.round(ms))}\u00a0ms` : `${number(ms / 1000, 2)}\u00a0s`;
}

export function bytes(count: number): string {
  if (count < 1000) return `${number(count)}\u00a0B`;
  if (count < 1_000_000) return `${number(count / 1000)}\u00a0kB`;
  if (count < 1_000_000_000) return `${number(count / 1_000_000, count < 10_000_000 ? 1 : 0)}\u00a0MB`;
  return `${number(count / 1_000_000_000, 1)}\u00a0GB`;
}

/** "16:40" today, "Monday 09:00" within a week, else the date. */
export function moment(unixMs: number, now: number): string {
  if (startOfDay(unixMs) === startOfDay(now)) return timeOfDay(unixMs);
  if (unixMs - now < 7 * 86_400_000 && unixMs > now)
    return `${dates({ weekday: 'long' }).format(unixMs)} ${timeOfDay(unixMs)}`;
  return `${dayOfMonth(unixMs)} ${timeOfDay(unixMs)}`;
}
