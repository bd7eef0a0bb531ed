// The processes that this one started itself, by their program's name.
import { readdir, readFile } from 'node:fs/promises';

export async function childrenNamed(program: string): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/u.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const match = /^\d+ \((.*)\) \S (\d+)/u.exec(stat);
    // pacat is one program under several names.
    const name = match?.[1] === 'pacat' ? 'parecord' : match?.[1];
    if (name === program && Number(match?.[2]) === process.pid) found.push(Number(entry));
  }
  return found;
}
