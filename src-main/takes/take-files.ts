// Where the files of a take lie: takes/<yyyy-mm>/<id>.pcm (raw samples), .json (sidecar), .orig.<ext> (a dropped file as
// it came). The month comes from the name itself (UTC), so no row is needed to find a file, nor a file to find a row.
import { join } from 'node:path';
import { isTakeId, takeIdTime } from './take-id.ts';

export interface TakeFiles {
  readonly folder: string;
  readonly pcm: string;
  readonly sidecar: string;
  /** A playable copy, made when somebody wants to see the file. */
  readonly wav: string;
  original(extension: string): string;
}

export const monthShape = /^\d{4}-\d{2}$/;

/** @param takesFolder the folder that holds the months. Throws RangeError for a name that could leave it. */
export function takeFiles(takesFolder: string, id: string): TakeFiles {
  if (!isTakeId(id)) throw new RangeError('Not the name of a take.');
  const folder = join(takesFolder, new Date(takeIdTime(id)).toISOString().slice(0, 7));
  const base = join(folder, id);
  return {
    folder,
    pcm: `${base}.pcm`,
    sidecar: `${base}.json`,
    wav: `${base}.wav`,
    original: (extension) => `${base}.orig.${extension.replace(/[^a-z0-9]/gi, '').slice(0, 8) || 'bin'}`,
  };
}
