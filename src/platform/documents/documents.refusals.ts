import { defineRefusals, Refused } from '../../kernel/refusals.js';

/** The refusals of uploads and stored files, in order of precedence. */
export const documentsRefusals = defineRefusals({
  'document.multipart_expected': {
    kind: 'unsupported',
    zh: '上传文件须使用 multipart/form-data 格式。',
    en: 'A file must be uploaded as multipart/form-data.',
  },
  'document.unreadable': {
    kind: 'invalid',
    zh: '上传内容不完整或格式有误，未能读取，请重新上传。',
    en: 'The upload is incomplete or malformed and could not be read. Please upload it again.',
  },
  'document.too_large': {
    kind: 'too_large',
    zh: '文件超过 {maxMegabytes} MB 的上限。',
    en: 'The file is larger than the limit of {maxMegabytes} MB.',
  },
  'document.empty': {
    kind: 'invalid',
    zh: '文件是空的。',
    en: 'The file is empty.',
  },
  'document.type_not_allowed': {
    kind: 'unsupported',
    zh: '文件内容不是允许的类型（PDF、JPEG、PNG、TIFF、OFD）。',
    en: 'The content of the file is not of an allowed type (PDF, JPEG, PNG, TIFF, OFD).',
  },
  'document.not_found': {
    kind: 'not_found',
    zh: '没有这份文件。',
    en: 'There is no such document.',
  },
});

const BYTES_PER_MEGABYTE = 1024 * 1024;

/** The refusal of a file of more than `maxBytes`. */
export function tooLarge(maxBytes: number): Refused<DocumentRefusal> {
  return new Refused('document.too_large', { maxBytes, maxMegabytes: Math.floor((maxBytes / BYTES_PER_MEGABYTE) * 10) / 10 });
}

/** Codes of this folder's refusals. */
export type DocumentRefusal = keyof typeof documentsRefusals;
