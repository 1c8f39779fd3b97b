import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { decodeCursor, DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, type CursorKind, type CursorValue } from '../../kernel/pages.js';
import { Refused } from '../../kernel/refusals.js';
import { field, QueryWhole } from './fields.js';
import { sentenceFor } from './validation-sentences.js';

/** The query of every list: `?limit=&cursor=`. A list with filters extends it. */
export class PageQuery {
  @QueryWhole({ min: 1, max: MAX_PAGE_LIMIT, optional: true, description: `每页条数，默认 ${DEFAULT_PAGE_LIMIT}。Items a page.` })
  limit: number = DEFAULT_PAGE_LIMIT;

  @IsCursor()
  cursor?: string;
}

function IsCursor(): PropertyDecorator {
  const passes = (value: unknown): boolean => typeof value === 'string' && /^[A-Za-z0-9_-]{1,2000}$/.test(value);
  const description = '上一页的 nextCursor。The `nextCursor` of the page before.';
  return field({ name: 'isCursor', constraints: [], passes, schema: { type: 'string' } }, { optional: true, description });
}

/**
 * The sort values in a page query's cursor.
 * @param kinds what each sort value of this list must be, in order
 * @returns undefined for the first page
 * @throws Refused `request.invalid` for a cursor that this list did not give
 */
export function cursorOrThrow(query: PageQuery, kinds: readonly CursorKind[]): CursorValue[] | undefined {
  if (query.cursor === undefined) return undefined;
  const values = decodeCursor(query.cursor, kinds);
  if (!values) throw new Refused('request.invalid', { errors: [{ field: 'cursor', ...sentenceFor('isCursor', []) }] });
  return values;
}

/** The documentation class of a page of items: `Documented({ response: { type: PageOf(MemberView), … } })`. */
export function PageOf<Item extends object>(item: Type<Item>): Type<{ items: Item[]; nextCursor: string | null }> {
  class PageModel {
    @ApiProperty({ type: () => item, isArray: true })
    items!: Item[];

    @ApiProperty({ type: 'string', nullable: true, description: '下一页的标记，最后一页为 null。Null on the last page.' })
    nextCursor!: string | null;
  }
  Object.defineProperty(PageModel, 'name', { value: `${item.name}Page` });
  return PageModel;
}
