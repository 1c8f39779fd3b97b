import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { Refused, type FieldError } from '../../kernel/refusals.js';
import { refuseBadText, shortName } from './text.js';
import { requiredSentence, sentenceFor, type ConstraintSentence } from './validation-sentences.js';

/**
 * The global validation: unknown fields are refused, nothing is converted unless the field says so,
 * and what is wrong is told field by field in both languages.
 * @throws Refused `request.invalid` with `errors`; `request.bad_text`
 */
@Injectable()
export class RequestValidation extends ValidationPipe {
  constructor() {
    super({
      whitelist: true, forbidNonWhitelisted: true, transform: true, stopAtFirstError: true,
      validationError: { target: true, value: false },
      exceptionFactory: (errors) => new Refused('request.invalid', { errors: fieldErrorsOf(errors) }),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // Texts of an upload's form, and a query, are read after the first middleware has looked at the JSON body.
    if (metadata.type === 'body' || metadata.type === 'query') refuseBadText(value);
    return super.transform(value, metadata) as Promise<unknown>;
  }

  /** A single parameter stays the text that it is; `parameters.ts` reads ids and numbers. */
  protected override transformPrimitive(value: unknown): unknown {
    return value;
  }
}

/** Flattens class-validator's tree into fields with dotted paths (`items.0.amountFen`). */
export function fieldErrorsOf(errors: readonly ValidationError[], path = ''): FieldError[] {
  return errors.flatMap((error) => {
    const here = path === '' ? error.property : `${path}.${error.property}`;
    const own = Object.keys(error.constraints ?? {}).map((name) => ({ field: shortName(here), ...sentenceOf(error, name) }));
    return [...own, ...fieldErrorsOf(error.children ?? [], here)];
  });
}

function sentenceOf(error: ValidationError, name: string): ConstraintSentence {
  if (isMissing(error) && name !== 'whitelistValidation') return requiredSentence;
  const list: unknown = (error.contexts?.[name] as { list?: unknown } | undefined)?.list;
  return sentenceFor(name, constraintValues(error, name), list as { min: number; max: number } | undefined);
}

function isMissing(error: ValidationError): boolean {
  const target = error.target as Record<string, unknown> | undefined;
  return target !== undefined && !Array.isArray(target) && target[error.property] === undefined;
}

/** A constraint's own values (limits, allowed values) stand only in class-validator's registry. */
function constraintValues(error: ValidationError, name: string): readonly unknown[] {
  if (!error.target) return [];
  const known = getMetadataStorage().getTargetValidationMetadatas(error.target.constructor, '', false, false);
  const metadata = known.find((one) => one.propertyName === error.property && one.name === name);
  return (metadata?.constraints as unknown[] | undefined) ?? [];
}
