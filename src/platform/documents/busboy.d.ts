/** The part of busboy 1.6 that is used here; the package brings no types of its own. */
declare module 'busboy' {
  import type { IncomingHttpHeaders } from 'node:http';
  import type { Readable, Writable } from 'node:stream';

  namespace busboy {
    interface Config {
      headers: IncomingHttpHeaders;
      defParamCharset?: string;
      preservePath?: boolean;
      limits?: { fieldSize?: number; fields?: number; files?: number; parts?: number };
    }

    interface FieldInfo {
      valueTruncated: boolean;
      encoding: string;
    }

    interface FileInfo {
      /** Absent when the part declares itself binary without naming a file. */
      filename: string | undefined;
      encoding: string;
    }

    interface Busboy extends Writable {
      /** `name` is absent when the part has none; `value` when its charset is unknown. */
      on(event: 'field', listener: (name: string | undefined, value: string | undefined, info: FieldInfo) => void): this;
      on(event: 'file', listener: (name: string | undefined, stream: Readable, info: FileInfo) => void): this;
      on(event: 'partsLimit' | 'filesLimit' | 'fieldsLimit' | 'finish', listener: () => void): this;
      on(event: 'error', listener: (error: Error) => void): this;
    }
  }

  function busboy(config: busboy.Config): busboy.Busboy;
  export = busboy;
}
