// The pure parts of the host: command line, accelerators, values across worlds, pictures, addresses.
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseColour } from '../../host/api/colours.ts';
import { parseCommandLine } from '../../host/command-line.ts';
import { addScheme, appOrigin, toAppUrl, toBrowserUrl } from '../../host/custom-scheme.ts';
import { loudModule } from '../../host/loud.ts';
import { makeCodec } from '../../host/page/codec.ts';
import { decodePng } from '../../host/png.ts';
import { parseAccelerator } from '../../host/x/accelerator.ts';
import { visibleRectangles } from '../../host/x/visible-rectangles.ts';

describe('the command line', () => {
  it('is read as Playwright writes it', () => {
    const args = [
      '-r',
      '/loader.js',
      '--no-sandbox',
      '--inspect=0',
      '--remote-debugging-port=0',
      'app',
      'toggle',
      '--flag',
    ];
    expect(parseCommandLine(args)).toEqual({
      preloads: ['/loader.js'],
      inspectPort: 0,
      debuggingPort: 0,
      switches: new Map([['no-sandbox', '']]),
      showVersion: false,
      appPath: 'app',
    });
  });

  it('runs the app in the current folder when none is named', () => {
    expect(parseCommandLine(['--user-data-dir=/x y']).appPath).toBe('.');
    expect(parseCommandLine(['--user-data-dir=/x y']).switches).toEqual(new Map([['user-data-dir', '/x y']]));
  });

  it('leaves options after the app to the app', () => {
    const parsed = parseCommandLine(['.', '--version', '-r', 'x', '--json=1']);
    expect(parsed).toMatchObject({ showVersion: false, preloads: [], switches: new Map() });
  });
});

describe('an accelerator', () => {
  it('names one key with modifiers in any order and spelling', () => {
    const space = { keysym: 0x20, modifiers: ['control', 'alt'] };
    expect(parseAccelerator('Control+Alt+Space')).toEqual(space);
    expect(parseAccelerator('CmdOrCtrl+Option+space')).toEqual(space);
    expect(parseAccelerator('F13')).toEqual({ keysym: 0xffca, modifiers: [] });
    expect(parseAccelerator('Shift+A')).toEqual({ keysym: 0x61, modifiers: ['shift'] });
  });

  it.each(['', 'Control', 'A+B', 'Control+Nonsense', 'F25', 'Space+'])('%j is none', (text) => {
    expect(parseAccelerator(text)).toBe(undefined);
  });
});

describe('values that cross between page and main process', () => {
  const codec = makeCodec();
  const typed = fc.oneof(
    fc.uint8Array(),
    fc.int16Array(),
    fc.float64Array(),
    fc.date({ noInvalidDate: true }),
    fc.bigInt(),
  );
  const leaf = fc.oneof(fc.anything({ withNullPrototype: false, maxDepth: 0 }), typed, fc.string({ unit: 'binary' }));
  const tree = fc.letrec((again) => ({
    node: fc.oneof(
      leaf,
      fc.array(again('node'), { maxLength: 4 }),
      fc.dictionary(fc.string(), again('node'), { maxKeys: 4, noNullPrototype: true }),
      fc.array(fc.tuple(leaf, again('node')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    ),
  })).node;

  it('arrive as they were', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(codec.decode(codec.encode(value))).toEqual(value);
      }),
    );
  });

  it('refuse what can not be cloned', () => {
    for (const value of [() => 1, { deep: [Symbol('s')] }, Promise.resolve()]) {
      expect(() => codec.encode(value)).toThrow('An object could not be cloned.');
    }
  });
});

describe('a picture', () => {
  /** A PNG of one filter for every line, made from RGBA rows. */
  function png(width: number, rows: number[][], filter: number): Buffer {
    const chunk = (kind: string, body: Buffer) => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(body.length);
      head.write(kind, 4, 'latin1');
      return Buffer.concat([head, body, Buffer.alloc(4)]); // checksums are not looked at
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width);
    header.writeUInt32BE(rows.length, 4);
    header.set([8, 6], 8);
    const lines = rows.map((row, y) =>
      row.map((value, x) => {
        const left = x < 4 ? 0 : (row[x - 4] ?? 0);
        const up = rows[y - 1]?.[x] ?? 0;
        const predicted = [0, left, up, (left + up) >> 1][filter] ?? 0;
        return (value - predicted) & 255;
      }),
    );
    const data = Buffer.from(lines.flatMap((line) => [filter, ...line]));
    const signature = Buffer.from('89504e470d0a1a0a', 'hex');
    return Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(data)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }

  it('is read back whatever filter its lines use', () => {
    const rows = fc.array(fc.array(fc.nat(255), { minLength: 12, maxLength: 12 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.nat(3), (pixels, filter) => {
        const { width, height, rgba } = decodePng(png(3, pixels, filter));
        expect([width, height, ...rgba]).toEqual([3, pixels.length, ...pixels.flat()]);
      }),
    );
  });

  it('is covered by rectangles exactly where it is seen', () => {
    const picture = fc.array(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(picture, (seen) => {
        const rgba = Uint8Array.from(seen.flat().flatMap((on) => [0, 0, 0, on ? 200 : 20]));
        const covered = seen.map((row) => row.map(() => false));
        for (const [x = 0, y = 0, width = 0, height = 0] of visibleRectangles({
          width: 6,
          height: seen.length,
          rgba,
        })) {
          for (let down = y; down < y + height; down += 1) covered[down]?.fill(true, x, x + width);
        }
        expect(covered).toEqual(seen);
      }),
    );
  });

  it('has colours in the notations of Electron', () => {
    expect(parseColour('#102030')).toEqual({ r: 16, g: 32, b: 48, a: 1 });
    expect(parseColour('#80ff0000')).toEqual({ r: 255, g: 0, b: 0, a: 128 / 255 });
    expect(() => parseColour('tomato')).toThrow("the colour tomato can't be read");
  });
});

describe("an address of the app's own scheme", () => {
  it('is a secure https address for the browser and itself again for the app', () => {
    addScheme('app');
    const inner = 'app://sotto/window.html?a=1#b';
    expect(toBrowserUrl(inner)).toBe('https://sotto.app.electron-host.test/window.html?a=1#b');
    expect(toAppUrl(toBrowserUrl(inner))).toBe(inner);
    expect(appOrigin(inner)).toBe('app://sotto');
    expect(toBrowserUrl('other://sotto/')).toBe('other://sotto/');
    expect(toAppUrl('https://example.com/')).toBe('https://example.com/');
  });
});

describe('a module of the host', () => {
  it('says which member it lacks', () => {
    const module: Record<string, unknown> = loudModule('dialog', { present: 1 });
    expect(module.present).toBe(1);
    expect(() => module.showCertificateTrustDialog).toThrow(
      'electron host: dialog.showCertificateTrustDialog is not implemented',
    );
  });
});
