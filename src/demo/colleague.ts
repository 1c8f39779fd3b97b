import { newId } from '../kernel/ids.js';

/** What a server answered. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

/** An answer that the story did not expect. */
export class UnexpectedAnswer extends Error {
  constructor(what: string, answer: Answer) {
    super(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}

/** What may go with a request. */
export interface RequestExtras {
  /** Version that the caller saw, for If-Match. */
  readonly version?: number;
  /** The same key makes a repetition; a new one is made when absent. */
  readonly key?: string;
}

/** A person at a desk: somebody who signs in and works over HTTP. */
export class Colleague {
  private token: string | undefined;

  constructor(
    private readonly address: string,
    readonly username: string,
  ) {}

  async signIn(password: string): Promise<{ mustChangePassword: boolean }> {
    const body = await this.created<{ token: string; mustChangePassword: boolean }>('sessions', { username: this.username, password });
    this.token = body.token;
    return body;
  }

  /** Signs in with the first password and sets a password of one's own, as the server demands. */
  async firstSignIn(firstPassword: string, ownPassword: string): Promise<void> {
    const { mustChangePassword } = await this.signIn(firstPassword);
    if (mustChangePassword) await this.expect(204, 'PUT', 'me/password', { currentPassword: firstPassword, newPassword: ownPassword });
  }

  async get<Body>(path: string): Promise<Body> {
    return this.expect<Body>(200, 'GET', path);
  }

  /** A POST that is to make something. */
  async created<Body>(path: string, body: object = {}, extras: RequestExtras = {}): Promise<Body> {
    return this.expect<Body>(201, 'POST', path, body, extras);
  }

  /** Any request with the status that the story expects. */
  async expect<Body = Record<string, unknown>>(
    status: number, method: string, path: string, body?: object, extras: RequestExtras = {},
  ): Promise<Body> {
    const answer = await this.send<Body>(method, path, body, extras);
    if (answer.status !== status) throw new UnexpectedAnswer(`${this.username} ${method} ${path}`, answer as Answer);
    return answer.body;
  }

  /** Any request, whatever comes back. */
  async send<Body = Record<string, unknown>>(method: string, path: string, body?: object, extras: RequestExtras = {}): Promise<Answer<Body>> {
    const form = body instanceof FormData;
    const response = await fetch(`${this.address}/api/v1/${path}`, {
      method,
      headers: {
        ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
        ...(method === 'POST' ? { 'Idempotency-Key': extras.key ?? newId() } : {}),
        ...(extras.version === undefined ? {} : { 'If-Match': `"${extras.version}"` }),
        ...(body && !form ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body ? { body: form ? (body as FormData) : JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : {}) as Body };
  }
}

/** A form with one file and text fields. */
export function formOf(fields: Record<string, string>, fileName: string, content: Uint8Array, type: string): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(content)], { type }), fileName);
  return form;
}
