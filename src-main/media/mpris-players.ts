// Players on Linux: every program that offers org.mpris.MediaPlayer2 on the session bus, browsers among them
// (specifications.freedesktop.org/mpris-spec, "Media Player Remote Interfacing"). The bus is opened for the question and
// closed after the answer.
import { BusError, SessionBus } from '../lib/session-bus.ts';
import type { MediaPlayers, PausedPlayers } from './players.ts';

const prefix = 'org.mpris.MediaPlayer2.';
const player = 'org.mpris.MediaPlayer2.Player';
/** It speaks for other players, which are on the bus themselves. */
const proxies = ['playerctld'];
/** A player that hangs must not keep the others silent. */
const patienceMs = 700;

/** @param busAddress of the session bus; empty: there are no players. */
export function mprisPlayers(busAddress: string): MediaPlayers {
  return {
    pausePlaying: async () => {
      const paused = await onBus(busAddress, async (bus) => {
        const names = await namesOn(bus);
        const all = await Promise.all(names.map(async (name) => ((await pause(bus, name)) ? name : null)));
        return all.filter((name) => name !== null);
      });
      return resumable(busAddress, paused ?? []);
    },
  };
}

function resumable(busAddress: string, paused: readonly string[]): PausedPlayers {
  return {
    names: paused.map((name) => name.slice(prefix.length)),
    resume: async () => {
      if (paused.length === 0) return;
      await onBus(busAddress, async (bus) => {
        await Promise.all(paused.map((name) => resume(bus, name)));
      });
    },
  };
}

/** Undefined where there is no bus. */
async function onBus<T>(address: string, work: (bus: SessionBus) => Promise<T>): Promise<T | undefined> {
  if (address === '') return undefined;
  try {
    using bus = await SessionBus.open(address);
    return await work(bus);
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    return undefined; // no bus, or it went away: then there are no players either
  }
}

async function namesOn(bus: SessionBus): Promise<string[]> {
  const [names] = await bus.call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'ListNames',
  });
  if (!Array.isArray(names)) return [];
  return names.filter(
    (name): name is string =>
      typeof name === 'string' && name.startsWith(prefix) && !proxies.includes(name.slice(prefix.length)),
  );
}

async function pause(bus: SessionBus, name: string): Promise<boolean> {
  return await inTime(async () => {
    if ((await property(bus, name, 'PlaybackStatus')) !== 'Playing') return false;
    if ((await property(bus, name, 'CanPause')) === false) return false;
    await control(bus, name, 'Pause');
    return true;
  });
}

async function resume(bus: SessionBus, name: string): Promise<boolean> {
  return await inTime(async () => {
    if ((await property(bus, name, 'PlaybackStatus')) !== 'Paused') return false;
    await control(bus, name, 'Play');
    return true;
  });
}

async function property(bus: SessionBus, destination: string, name: string): Promise<unknown> {
  const [variant] = await bus.call({
    destination,
    path: '/org/mpris/MediaPlayer2',
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: [player, name],
  });
  // A variant comes as [type tree, [value]].
  return Array.isArray(variant) && Array.isArray(variant[1]) ? variant[1][0] : undefined;
}

async function control(bus: SessionBus, destination: string, member: 'Pause' | 'Play'): Promise<void> {
  await bus.call({ destination, path: '/org/mpris/MediaPlayer2', interface: player, member });
}

/** False for a player that refuses, is gone, or takes too long. */
async function inTime(work: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  try {
    return await Promise.race([work().catch(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
