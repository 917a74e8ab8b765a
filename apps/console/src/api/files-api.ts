import { z } from 'zod/mini';
import type { Requests } from './requests.js';

const fileSchema = z.object({
  id: z.string(),
  caseId: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.number(),
  sha256: z.string(),
  addedBy: z.string(),
  addedAt: z.string(),
});
export type CaseFile = z.infer<typeof fileSchema>;

/** The files kept with cases. */
export class FilesApi {
  constructor(private readonly requests: Requests) {}

  async list(caseId: string): Promise<CaseFile[]> {
    const found = await this.requests.send('GET', `cases/${caseId}/files`);
    return z.parse(z.object({ items: z.array(fileSchema) }), found).items;
  }

  /** Keeps a file; the service says no to one that is not what it says. */
  async add(caseId: string, file: File): Promise<void> {
    const content = await base64Of(file);
    await this.requests.send('POST', `cases/${caseId}/files`, { name: file.name, type: file.type, content });
  }

  /** Lets the browser save a file. */
  async save({ id, caseId, name }: CaseFile): Promise<void> {
    const address = URL.createObjectURL(await this.requests.download(`cases/${caseId}/files/${id}`));
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    URL.revokeObjectURL(address);
  }
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    };
    reader.onerror = () => {
      reject(new Error(`${file.name} cannot be read.`));
    };
    reader.readAsDataURL(file);
  });
}
