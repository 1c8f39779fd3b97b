import type { Readable } from 'node:stream';
import { Refused, type FieldError } from '../../kernel/refusals.js';
import type busboy from 'busboy';
import type { FileSample } from './file-sample.js';
import type { FileStore, StagedFile, StoredFile } from './file-store.js';
import { cleanFileName, isCleanText, partError, type PartErrorCode } from './upload-text.js';

/** What an upload may hold. */
export interface UploadOptions {
  /** Largest file, in bytes. */
  readonly maxBytes: number;
  /** Names of the text fields that may stand beside the file. All are optional here; the caller validates them. */
  readonly fields: readonly string[];
  /** Name of the file's part. */
  readonly fileField: string;
  /** Judges the content before it is stored and throws a refusal. */
  readonly check?: (sample: FileSample) => void;
}

/** An upload that has been read whole and whose file stands in the store. */
export interface Upload {
  readonly fields: Record<string, string>;
  readonly file: StoredFile & { readonly fileName: string };
}

const PLAIN_ENCODINGS = new Set(['7bit', '8bit', 'binary']);

/** Collects the parts of one upload as they arrive. Nothing stands in the store until `complete`. */
export class UploadForm {
  readonly #fields = new Map<string, string>();
  readonly #errors: FieldError[] = [];
  #fileName: string | null = null;
  #staging: Promise<StagedFile> | null = null;

  constructor(
    private readonly store: FileStore,
    private readonly options: UploadOptions,
  ) {}

  /** Takes a text part; what is wrong with it is remembered, so that one answer can name every wrong field. */
  addField(name = '', value: string | undefined, info: busboy.FieldInfo): void {
    const wrong = this.#wrongField(name, value, info);
    if (wrong) this.#errors.push(partError(name, wrong));
    else this.#fields.set(name, value ?? '');
  }

  /**
   * Takes the file part and begins to store its content.
   * @returns the staging under way.
   * @throws Refused `request.invalid` at once: reading on would only cost time.
   */
  addFile(name = '', content: Readable, info: busboy.FileInfo): Promise<StagedFile> {
    const wrong = this.#wrongFile(name, info);
    if (wrong) this.refuse(name, wrong);
    if (this.#errors.length > 0) throw this.#refusal();
    this.#fileName = cleanFileName(info.filename ?? '');
    this.#staging = this.store.stage(content, this.options);
    return this.#staging;
  }

  /** Refuses the upload for one part, along with what was wrong before. @throws Refused `request.invalid` */
  refuse(name: string, code: PartErrorCode): never {
    this.#errors.push(partError(name, code));
    throw this.#refusal();
  }

  /** Judges the whole and puts the file in place. @throws Refused `request.invalid`, or whatever `check` throws. */
  async complete(): Promise<Upload> {
    if (!this.#staging || this.#fileName === null) this.refuse(this.options.fileField, 'required');
    if (this.#errors.length > 0) throw this.#refusal();
    const { file, commit } = await this.#staging;
    this.options.check?.(file);
    await commit();
    return { fields: Object.fromEntries(this.#fields), file: { ...file, fileName: this.#fileName } };
  }

  /** Waits until nothing of the file is left. */
  async discard(): Promise<void> {
    const staged = await this.#staging?.catch(() => null);
    await staged?.discard();
  }

  #wrongField(name: string, value: string | undefined, info: busboy.FieldInfo): PartErrorCode | null {
    if (name === this.options.fileField) return 'file_expected';
    if (!this.options.fields.includes(name)) return 'unknown_field';
    if (this.#fields.has(name)) return 'repeated';
    if (info.valueTruncated) return 'too_long';
    return value === undefined || !isCleanText(value) || !PLAIN_ENCODINGS.has(info.encoding) ? 'bad_text' : null;
  }

  #wrongFile(name: string, info: busboy.FileInfo): PartErrorCode | null {
    if (name !== this.options.fileField) return this.options.fields.includes(name) ? 'text_expected' : 'unknown_field';
    if (this.#staging) return 'one_file_only';
    // A browser sends an empty file input as a part whose file has no name.
    if (!info.filename) return 'required';
    if (!PLAIN_ENCODINGS.has(info.encoding)) return 'bad_text';
    return cleanFileName(info.filename) === null ? 'bad_file_name' : null;
  }

  #refusal(): Refused {
    return new Refused('request.invalid', { errors: [...this.#errors] });
  }
}
