import { describe, expect, it } from '@jest/globals';
import { typeOf } from './file-type.js';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the type of a file', () => {
  it.each([
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), 'application/pdf'],
    ['a picture', png, 'image/png'],
    ['a photograph', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0]), 'image/jpeg'],
    ['a text', Buffer.from('Die Kundin sagt: „nein“.\r\n\tSie rief an.'), 'text/plain'],
    ['markup, which is shown as text', Buffer.from('<html><script>alert(1)</script>'), 'text/plain'],
  ])('is by its bytes: %s', async (_name, bytes, type) => {
    expect(await typeOf(bytes)).toBe(type);
  });

  it.each([
    ['an archive', Buffer.from('504b0304140000000800', 'hex')],
    ['a program', Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(64)])],
    ['bytes that are no text', Buffer.from([0x61, 0xc3, 0x28])],
    ['control characters', Buffer.from('a\u0000b')],
  ])('is none of the known: %s', async (_name, bytes) => {
    expect(await typeOf(bytes)).toBeNull();
  });
});
