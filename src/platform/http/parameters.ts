import { Param, type PipeTransform } from '@nestjs/common';
import { ApiHeader, ApiParam, type ApiHeaderOptions, type ApiParamOptions } from '@nestjs/swagger';
import { isUuid } from '../../kernel/ids.js';
import { Refused } from '../../kernel/refusals.js';
import { sentenceFor } from './validation-sentences.js';

/**
 * A path id: `@UuidParam('id') id: string`. Read in small letters.
 * A malformed one is refused as `request.invalid`, naming the parameter; documented by itself.
 */
export function UuidParam(name: string, description?: string): ParameterDecorator {
  const pipe: PipeTransform<string, string> = {
    transform(value) {
      if (!isUuid(value)) throw wrongParameter(name, 'isUuid', []);
      return value.toLowerCase();
    },
  };
  return documentedParameter(Param(name, pipe), ApiParam(shown(name, { type: 'string', format: 'uuid' }, description)));
}

/** A whole number in the path, such as a year: `@WholeParam('year', { min: 1950, max: 2100 }) year: number`. */
export function WholeParam(
  name: string, options: { readonly min: number; readonly max: number; readonly description?: string },
): ParameterDecorator {
  const { min, max } = options;
  const pipe: PipeTransform<string, number> = {
    transform(value) {
      const number = /^(0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= min && number <= max)) throw wrongParameter(name, 'isWhole', [min, max]);
      return number;
    },
  };
  const schema = { type: 'integer', minimum: min, maximum: max } as const;
  return documentedParameter(Param(name, pipe), ApiParam(shown(name, schema, options.description)));
}

/** A path value of a fixed form, such as a code or a kind. The pattern must be anchored. */
export function CodeParam(name: string, pattern: RegExp, description?: string): ParameterDecorator {
  const pipe: PipeTransform<string, string> = {
    transform(value) {
      if (!pattern.test(value)) throw wrongParameter(name, 'matches', []);
      return value;
    },
  };
  const schema = { type: 'string', pattern: pattern.source } as const;
  return documentedParameter(Param(name, pipe), ApiParam(shown(name, schema, description)));
}

/** Joins what reads a parameter with what documents it on the method it belongs to. */
export function documentedParameter(reads: ParameterDecorator, documents: MethodDecorator): ParameterDecorator {
  return (target, key, index) => {
    reads(target, key, index);
    const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && method) documents(target, key, method);
  };
}

/** A request header in the documentation of one method. */
export function documentedHeader(options: ApiHeaderOptions): MethodDecorator {
  return ApiHeader(options);
}

function shown(name: string, schema: Record<string, unknown>, description?: string): ApiParamOptions {
  return { name, required: true, schema, ...(description === undefined ? {} : { description }) } as ApiParamOptions;
}

function wrongParameter(name: string, constraint: string, values: readonly unknown[]): Refused {
  return new Refused('request.invalid', { errors: [{ field: name, ...sentenceFor(constraint, values) }] });
}
