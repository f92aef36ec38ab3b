import { createCipheriv, createDecipheriv, createHash, randomBytes, type KeyObject } from 'node:crypto';
import { Readable } from 'node:stream';
import { Unavailable } from '@throughline/decider';
import { KeysUnavailable, type SubjectKeys } from '@throughline/keys';
import type { Blob, BlobStore } from './blob-store.js';

/**
 * Blobs of one data subject, kept sealed with its key: once that is destroyed they are empty. What `put` answers is of the content, not of what is kept.
 * `put` and `get` throw {@link Unavailable} where the keys cannot be reached.
 */
export class SealedBlobs implements BlobStore {
  constructor(
    private readonly kept: BlobStore,
    private readonly keys: SubjectKeys,
    private readonly tenant: string,
    private readonly subject: string,
  ) {}

  async put(name: string, content: Readable | string): Promise<Blob> {
    const key = await this.key('forSealing');
    const hash = createHash('sha256');
    let bytes = 0;
    async function* measured(): AsyncGenerator<Buffer> {
      for await (const chunk of typeof content === 'string' ? [Buffer.from(content)] : content) {
        hash.update(chunk as Buffer);
        bytes += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    }
    await this.kept.put(name, Readable.from(sealed(measured(), key!)));
    return { bytes, sha256: hash.digest('hex') };
  }

  async get(name: string): Promise<Readable | undefined> {
    const key = await this.key('forOpening');
    const content = await this.kept.get(name);
    return content && Readable.from(opened(content, key), { objectMode: false });
  }

  list(folder: string): Promise<string[]> {
    return this.kept.list(folder);
  }

  delete(name: string): Promise<void> {
    return this.kept.delete(name);
  }

  move(from: string, to: string): Promise<void> {
    return this.kept.move(from, to);
  }

  private async key(purpose: 'forSealing' | 'forOpening'): Promise<KeyObject | undefined> {
    try {
      return (await this.keys[purpose](this.tenant, [this.subject])).get(this.subject)?.key;
    } catch (error) {
      throw error instanceof KeysUnavailable ? new Unavailable(error.message) : error;
    }
  }
}

/*
 * A sealed blob is a mark, 8 random bytes, and pieces of up to 64 KiB, each as AES-256-GCM ciphertext with its tag. The nonce of a piece is those bytes, its
 * number, and whether it is the last: none can be left out, moved or cut off.
 */
const mark = Buffer.from('\x01s1');
const headLength = mark.length + 8;
const pieceLength = 65_536;
const tagLength = 16;

async function* sealed(content: AsyncIterable<Buffer>, key: KeyObject): AsyncGenerator<Buffer> {
  const random = randomBytes(8);
  let number = 0;
  const piece = (text: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(random, number++, last));
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  };
  yield Buffer.concat([mark, random]);
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of content) {
    held = Buffer.concat([held, chunk]);
    for (; held.length > pieceLength; held = held.subarray(pieceLength)) yield piece(held.subarray(0, pieceLength), false);
  }
  yield piece(held, true);
}

/** What was kept before blobs were sealed is passed on as it is: neither CSV nor JSON begins with the mark. */
async function* opened(content: AsyncIterable<Buffer>, key: KeyObject | undefined): AsyncGenerator<Buffer> {
  let random: Buffer | undefined;
  let isPlain = false;
  let number = 0;
  const piece = (text: Buffer, last: boolean): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', key!, nonceOf(random!, number++, last), { authTagLength: tagLength });
    decipher.setAuthTag(text.subarray(-tagLength));
    return Buffer.concat([decipher.update(text.subarray(0, -tagLength)), decipher.final()]);
  };
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of content) {
    held = Buffer.concat([held, chunk]);
    if (!random && held.length < headLength) continue;
    isPlain ||= !random && !held.subarray(0, mark.length).equals(mark);
    if (isPlain) {
      yield held;
      held = Buffer.alloc(0);
      continue;
    }
    if (!key) return;
    if (!random) {
      random = Buffer.from(held.subarray(mark.length, headLength));
      held = held.subarray(headLength);
    }
    const length = pieceLength + tagLength;
    for (; held.length > length; held = held.subarray(length)) yield piece(held.subarray(0, length), false);
  }
  yield random ? piece(held, true) : held;
}

function nonceOf(random: Buffer, number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  random.copy(nonce);
  nonce.writeUInt32BE(number + (last ? 0x8000_0000 : 0), 8);
  return nonce;
}
