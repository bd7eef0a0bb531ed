// electron.d.ts `interface SafeStorage`: AES-256-GCM with a key in a file of the userData folder. Protects nothing from
// somebody who reads that folder: like Electron's `basic_text` backend, as which it reports itself.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loudModule } from '../loud.ts';
import { app } from './app.ts';

const prefix = 'v10';
const nonceBytes = 12;
const tagBytes = 16;

function key(): Buffer {
  const folder = app.getPath('userData');
  const file = join(folder, 'safe-storage.host-key');
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file);
}

export const safeStorage = loudModule('safeStorage', {
  isEncryptionAvailable: () => app.isReady(),
  getSelectedStorageBackend: () => 'basic_text' as const,
  encryptString: (plainText: string): Buffer => {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', key(), nonce);
    const sealed = [cipher.update(plainText, 'utf8'), cipher.final()];
    return Buffer.concat([Buffer.from(prefix), nonce, ...sealed, cipher.getAuthTag()]);
  },
  decryptString: (encrypted: Buffer): string => {
    if (encrypted.toString('latin1', 0, prefix.length) !== prefix)
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
    const start = prefix.length + nonceBytes;
    const decipher = createDecipheriv('aes-256-gcm', key(), encrypted.subarray(prefix.length, start));
    decipher.setAuthTag(encrypted.subarray(-tagBytes));
    return decipher.update(encrypted.subarray(start, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
  },
});
