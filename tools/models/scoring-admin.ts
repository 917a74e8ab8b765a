import { askScoring, openScoring } from '../cli/ask-scoring.js';

/** Asks the administration of scoring for one person; paths are below `/admin/`. */
export class ScoringAdmin {
  constructor(
    private readonly url: string,
    private readonly token: () => string,
  ) {}

  get(path: string): Promise<unknown> {
    return askScoring(this.url, { path: `/admin/${path}`, token: this.token() });
  }

  post(path: string, body: object = {}): Promise<unknown> {
    return askScoring(this.url, { path: `/admin/${path}`, body, token: this.token() });
  }

  /** A page or another text as it is. */
  async text(path: string): Promise<string> {
    return (await this.open(path)).text();
  }

  /** An answer whose body is read as it comes. */
  open(path: string): Promise<Response> {
    return openScoring(this.url, { path: `/admin/${path}`, token: this.token() });
  }
}
