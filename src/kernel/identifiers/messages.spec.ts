import { describe, expect, it } from 'vitest';
import { identifierMessages } from './messages.js';

describe('identifierMessages', () => {
  it.each(Object.entries(identifierMessages))('%s has a whole sentence in each language', (code, message) => {
    expect(code).toMatch(/^[a-z]+(?:_[a-z]+)+$/);
    expect(message.zh).toMatch(/^(?:15位)?\p{Script=Han}.+。$/u);
    expect(message.en).toMatch(/^[A-Z][\x20-\x7e]+\.$/);
  });
});
