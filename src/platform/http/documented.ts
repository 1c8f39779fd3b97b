import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { ApiBody, ApiExtension, ApiOperation, ApiProduces, ApiResponse, type ApiBodyOptions, type ApiResponseOptions } from '@nestjs/swagger';

/** How one route is documented: what it does, what to send, what comes back. */
export interface Documentation {
  /** One line in each language. */
  readonly summary: { readonly zh: string; readonly en: string };
  readonly description?: string;
  /** An example body. For an upload describe the form's fields in `schema`. */
  readonly request?: { readonly example: unknown; readonly schema?: Readonly<Record<string, unknown>> };
  readonly response: {
    readonly status: 200 | 201 | 202 | 204;
    /** The response's documented class; without it the schema is read off the example. */
    readonly type?: Type<unknown>;
    readonly isArray?: boolean;
    /** Required for JSON; a file needs only its `mediaType`. */
    readonly example?: unknown;
    readonly mediaType?: string;
    readonly description?: string;
  };
  /** Codes of the refusals that are this route's own, in order of precedence. */
  readonly refusals?: readonly string[];
}

/** The extension under which a route lists its refusals; `openapi.ts` writes them out with their sentences. */
export const REFUSALS_EXTENSION = 'x-refusals';

/** Documents a route with an example request and response, and sets its status. */
export function Documented(documentation: Documentation): MethodDecorator {
  const { summary, description, request, response, refusals } = documentation;
  const decorators: MethodDecorator[] = [
    HttpCode(response.status),
    ApiOperation({ summary: `${summary.zh} · ${summary.en}`, ...(description === undefined ? {} : { description }) }),
    ApiResponse(responseOptions(response)),
    ...(refusals ? [ApiExtension(REFUSALS_EXTENSION, [...refusals])] : []),
    ...(response.mediaType === undefined ? [] : [ApiProduces(response.mediaType)]),
  ];
  return (target, key, descriptor) => {
    if (request) ApiBody(bodyOptions(request, bodyType(target, key)))(target, key, descriptor);
    applyDecorators(...decorators)(target, key, descriptor);
  };
}

function responseOptions(response: Documentation['response']): ApiResponseOptions {
  const { status, type, isArray, example, mediaType } = response;
  const description = response.description ?? (status === 204 ? '完成，无内容 · Done, nothing to show' : '成功 · Success');
  if (status === 204) return { status, description };
  if (mediaType !== undefined) return { status, description, schema: { type: 'string', format: 'binary' } };
  const body = type ? { type, isArray: isArray ?? false } : { schema: { type: Array.isArray(example) ? 'array' : 'object' } };
  return { status, description, ...body, ...(example === undefined ? {} : { example }) } as ApiResponseOptions;
}

function bodyOptions(request: NonNullable<Documentation['request']>, type: Type<unknown> | undefined): ApiBodyOptions {
  const shape = request.schema || !type ? { schema: request.schema ?? { type: 'object' } } : { type };
  return { ...shape, required: true, examples: { example: { value: request.example } } } as ApiBodyOptions;
}

/** The class of the `@Body()` parameter, which is decorated before its method. */
function bodyType(target: object, key: string | symbol): Type<unknown> | undefined {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, target.constructor, key) ?? {}) as Record<string, { data?: unknown }>;
  const body = Object.entries(parameters).find(([name, { data }]) => name.startsWith(`${RouteParamtypes.BODY}:`) && data === undefined);
  if (!body) return undefined;
  const types = (Reflect.getMetadata('design:paramtypes', target, key) ?? []) as Type<unknown>[];
  const type = types[Number(body[0].split(':')[1])];
  return type === Object ? undefined : type;
}
