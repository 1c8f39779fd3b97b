import type { FieldError } from '../../kernel/refusals.js';

const LONGEST_FILE_NAME = 200;
const LONGEST_ENDING = 20;
const LONGEST_SHOWN_NAME = 64;
// U+FFFD stands where bytes were not valid UTF-8.
const BAD_TEXT = /[\0\p{Surrogate}\ufffd]/u;
// Control characters and reordering marks: a name goes into headers, and must not show another ending than it has.
const BAD_IN_FILE_NAME = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Whether a text is free of NUL, halves of surrogate pairs and undecodable bytes. */
export function isCleanText(text: string): boolean {
  return !BAD_TEXT.test(text);
}

/**
 * Makes the name of an uploaded file fit to keep: without any path, composed Unicode (NFC), at most 200 characters;
 * a longer one loses its middle and keeps its ending.
 * @returns null when nothing is left or when it holds characters that no file name needs.
 */
export function cleanFileName(given: string): string | null {
  if (!isCleanText(given) || BAD_IN_FILE_NAME.test(given)) return null;
  const name = given.normalize('NFC').split(/[/\\]/).at(-1)?.trim() ?? '';
  if (name === '' || name === '.' || name === '..') return null;
  const characters = [...name];
  if (characters.length <= LONGEST_FILE_NAME) return name;
  const dot = characters.lastIndexOf('.');
  const ending = dot > 0 && characters.length - dot <= LONGEST_ENDING ? characters.slice(dot) : [];
  return [...characters.slice(0, LONGEST_FILE_NAME - ending.length), ...ending].join('');
}

/** What can be wrong with one part of an upload. */
export type PartErrorCode =
  | 'unknown_field' | 'repeated' | 'too_long' | 'bad_text' | 'file_expected' | 'text_expected' | 'required' | 'bad_file_name'
  | 'one_file_only' | 'too_many_fields';

const sentences: Record<PartErrorCode, { readonly zh: string; readonly en: string }> = {
  unknown_field: { zh: '没有这个字段。', en: 'There is no such field.' },
  repeated: { zh: '该字段只能出现一次。', en: 'The field may stand only once.' },
  too_long: { zh: '内容过长。', en: 'The value is too long.' },
  bad_text: { zh: '内容含有无法使用的字符。', en: 'The value holds characters that cannot be used.' },
  file_expected: { zh: '该字段应为文件。', en: 'The field must be a file.' },
  text_expected: { zh: '该字段应为文字，不是文件。', en: 'The field must be text, not a file.' },
  required: { zh: '请选择要上传的文件。', en: 'A file is required.' },
  bad_file_name: { zh: '文件名无法使用，请改名后再上传。', en: 'The file name cannot be used. Please rename the file.' },
  one_file_only: { zh: '一次只能上传一个文件。', en: 'Only one file can be uploaded at a time.' },
  too_many_fields: { zh: '字段过多。', en: 'There are too many fields.' },
};

/** One part's error as the problem document shows it; an unknown part's name is made safe to show. */
export function partError(name: string, code: PartErrorCode): FieldError {
  const shown = [...name].slice(0, LONGEST_SHOWN_NAME).join('').replace(/[\p{Cc}\p{Surrogate}]/gu, '\ufffd');
  return { field: shown, code, ...sentences[code] };
}
