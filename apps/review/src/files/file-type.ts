import { fileTypeFromBuffer } from 'file-type';

/** What may be kept with a case: what analysts get from customers, and nothing that runs. */
export const fileTypes = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain'] as const;
export type FileType = (typeof fileTypes)[number];

const utf8 = new TextDecoder('utf-8', { fatal: true });
const notText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** What a file is by its bytes, whatever its name says; null for none of the known types. */
export async function typeOf(bytes: Uint8Array): Promise<FileType | null> {
  const found = await fileTypeFromBuffer(bytes);
  if (found === undefined) return isText(bytes) ? 'text/plain' : null;
  return fileTypes.find((type) => type === found.mime) ?? null;
}

function isText(bytes: Uint8Array): boolean {
  try {
    return !notText.test(utf8.decode(bytes));
  } catch {
    return false;
  }
}
