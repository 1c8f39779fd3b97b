import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { isRealDate } from '../../kernel/dates.js';
import { findUnsafeText } from '../../kernel/identifiers/normalize-text.js';
import { isUuid } from '../../kernel/ids.js';

/** What every field decorator takes. A field is required and never null unless said otherwise. */
export interface FieldOptions {
  /** The field may be absent. */
  readonly optional?: boolean;
  /** The field may be null. */
  readonly nullable?: boolean;
  /** The field is a list with so many items, each of which must pass. */
  readonly list?: { readonly min?: number; readonly max: number };
  readonly description?: string;
  readonly example?: unknown;
}

interface Rule {
  readonly name: string;
  readonly constraints: readonly unknown[];
  readonly passes: (value: unknown) => boolean;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** A real calendar date, `YYYY-MM-DD`. */
export function IsDate10(options: FieldOptions = {}): PropertyDecorator {
  const passes = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isRealDate(value);
  return field({ name: 'isDate10', constraints: [], passes, schema: { type: 'string', format: 'date' } }, options);
}

/** A whole amount in fen, as a JSON number; from `min` (0 when absent) to `max` (2^53 − 1 when absent). */
export function IsFen(options: FieldOptions & { readonly min?: number; readonly max?: number } = {}): PropertyDecorator {
  return whole('isFen', options.min ?? 0, options.max ?? Number.MAX_SAFE_INTEGER, options);
}

/** A whole JSON number from `min` to `max`. */
export function IsWhole(options: FieldOptions & { readonly min: number; readonly max: number }): PropertyDecorator {
  return whole('isWhole', options.min, options.max, options);
}

/** A UUID; read in small letters. */
export function IsUuid(options: FieldOptions = {}): PropertyDecorator {
  const passes = (value: unknown): boolean => typeof value === 'string' && isUuid(value);
  const rule = { name: 'isUuid', constraints: [], passes, schema: { type: 'string', format: 'uuid' } };
  return applyDecorators(onTexts((text) => text.toLowerCase()), field(rule, options));
}

/**
 * Text for people, of `min` (1) to `max` characters: blanks at the ends are taken off before it is measured;
 * no control characters, line breaks (unless `lines`), or marks that turn the reading direction.
 */
export function PlainText(
  options: FieldOptions & { readonly max: number; readonly min?: number; readonly lines?: boolean },
): PropertyDecorator {
  const min = options.min ?? 1;
  const passes = (value: unknown): boolean => {
    if (typeof value !== 'string' || findUnsafeText(value, { multiline: options.lines }) !== null) return false;
    if (min > 0 && !/[^\p{Cf}\p{Z}]/u.test(value)) return false; // nothing in it that a reader could see
    const length = [...value].length;
    return length >= min && length <= options.max;
  };
  const schema = { type: 'string', minLength: min, maxLength: options.max };
  return applyDecorators(
    onTexts((text) => text.trim()), field({ name: 'plainText', constraints: [min, options.max], passes, schema }, options));
}

/** One of a closed list of texts. */
export function OneOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const passes = (value: unknown): boolean => typeof value === 'string' && values.includes(value);
  return field({ name: 'oneOf', constraints: [values], passes, schema: { type: 'string', enum: [...values] } }, options);
}

/** `true` or `false`, as JSON. */
export function IsYesOrNo(options: FieldOptions = {}): PropertyDecorator {
  const passes = (value: unknown): boolean => typeof value === 'boolean';
  return field({ name: 'isBoolean', constraints: [], passes, schema: { type: 'boolean' } }, options);
}

/**
 * Text of a fixed form.
 * @param pattern anchored; it is shown to nobody but the readers of the documentation
 * @param form what to write, in words: it completes "must be …"
 */
export function IsCode(pattern: RegExp, form: { readonly zh: string; readonly en: string }, options: FieldOptions = {}): PropertyDecorator {
  const passes = (value: unknown): boolean => typeof value === 'string' && pattern.test(value);
  return field({ name: 'matches', constraints: [form.zh, form.en], passes, schema: { type: 'string', pattern: pattern.source } }, options);
}

/** A whole number in a query, where everything arrives as text; digits only. */
export function QueryWhole(options: FieldOptions & { readonly min: number; readonly max: number }): PropertyDecorator {
  const read = Transform(({ value }: { value: unknown }) => (
    typeof value === 'string' && /^(0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value));
  return applyDecorators(read, IsWhole(options));
}

/** `true` or `false` in a query. */
export function QueryYesOrNo(options: FieldOptions = {}): PropertyDecorator {
  const read = Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));
  return applyDecorators(read, IsYesOrNo(options));
}

/** An object with fields of its own. */
export function Nested(type: () => abstract new () => object, options: Omit<FieldOptions, 'list'> = {}): PropertyDecorator {
  const passes = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
  return applyDecorators(
    ValidateBy({ name: 'isObject', constraints: [], validator: { validate: passes } }),
    ValidateNested(), Type(type as () => new () => object), ...presence(options),
    ApiProperty({ ...shown(options), type: () => type() }), // Swagger knows a lazy class by the name `type` of its function
  );
}

/** A list of objects with fields of their own. */
export function ListOf(
  type: () => abstract new () => object, options: Omit<FieldOptions, 'list'> & { readonly min?: number; readonly max: number },
): PropertyDecorator {
  return applyDecorators(
    IsArray(), ArrayMinSize(options.min ?? 0), ArrayMaxSize(options.max),
    ValidateNested({ each: true }), Type(type as () => new () => object), ...presence(options),
    ApiProperty({
      ...shown(options), type: () => type(), isArray: true, minItems: options.min ?? 0, maxItems: options.max,
    }),
  );
}

function whole(name: string, min: number, max: number, options: FieldOptions): PropertyDecorator {
  const passes = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
  return field({ name, constraints: [min, max], passes, schema: { type: 'integer', minimum: min, maximum: max } }, options);
}

/** Puts one rule on a field: the check, its presence, and its place in the documentation. */
export function field(rule: Rule, options: FieldOptions): PropertyDecorator {
  const { list } = options;
  const validate = list
    ? (value: unknown): boolean => Array.isArray(value) && value.length >= (list.min ?? 0) && value.length <= list.max && value.every(rule.passes)
    : rule.passes;
  const context = list ? { list: { min: list.min ?? 0, max: list.max } } : undefined;
  const schema = list ? { type: 'array', items: rule.schema, minItems: list.min ?? 0, maxItems: list.max } : rule.schema;
  // The message is only a mark: class-validator drops the context of a constraint whose message is empty.
  const validator = { validate, defaultMessage: () => rule.name };
  return applyDecorators(
    ValidateBy({ name: rule.name, constraints: [...rule.constraints], validator }, context ? { context } : {}),
    ...presence(options),
    ApiProperty({ ...shown(options), ...schema } as Parameters<typeof ApiProperty>[0]),
  );
}

function presence(options: FieldOptions): PropertyDecorator[] {
  const { optional, nullable } = options;
  if (!optional && !nullable) return [];
  return [ValidateIf((_object, value: unknown) => !(optional && value === undefined) && !(nullable && value === null))];
}

function shown(options: FieldOptions): { required: boolean; nullable?: boolean; description?: string; example?: unknown } {
  return {
    required: !options.optional,
    ...(options.nullable ? { nullable: true } : {}),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.example === undefined ? {} : { example: options.example }),
  };
}

/** Rewrites a text, or each text of a list, before it is checked; leaves everything else as it came. */
function onTexts(rewrite: (text: string) => string): PropertyDecorator {
  const one = (value: unknown): unknown => (typeof value === 'string' ? rewrite(value) : value);
  return Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(one) : one(value)));
}
