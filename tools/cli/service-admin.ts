import { askService, openService } from './ask-service.js';

/** Asks the administration of a service for one person; paths are below `/admin/`. */
export class ServiceAdmin {
  constructor(
    private readonly url: string,
    private readonly token: () => string,
  ) {}

  get(path: string): Promise<unknown> {
    return askService(this.url, { path: `/admin/${path}`, token: this.token() });
  }

  post(path: string, body: object = {}): Promise<unknown> {
    return askService(this.url, { path: `/admin/${path}`, body, token: this.token() });
  }

  /** A page or another text as it is. */
  async text(path: string): Promise<string> {
    return (await this.open(path)).text();
  }

  /** An answer whose body is read as it comes. */
  open(path: string): Promise<Response> {
    return openService(this.url, { path: `/admin/${path}`, token: this.token() });
  }
}
