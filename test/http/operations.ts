import { permissionsOf } from '../../src/modules/identity/rules/permissions.js';
import type { TestApp } from '../support/app.js';
import type { Method, Part } from '../support/cast.js';

/** One route as the served API document describes it. */
export interface Operation {
  readonly method: Method;
  /** Address with `{names}`, without `/api/v1/`. */
  readonly path: string;
  /** A permission, `signed-in` or `public`. */
  readonly access: string;
  readonly needsKey: boolean;
  readonly needsVersion: boolean;
  readonly takesUpload: boolean;
  readonly refusals: readonly string[];
  readonly description: string;
  /** The example body; undefined where there is none. */
  readonly body: object | undefined;
}

interface Described {
  readonly 'x-access': string;
  readonly 'x-refusals'?: readonly string[];
  readonly description?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Record<string, { readonly examples?: { readonly example?: { readonly value: object } } }> };
}

export interface ApiDocument {
  readonly paths: Record<string, Record<string, Described>>;
}

const methods: readonly Method[] = ['get', 'post', 'put', 'patch', 'delete'];

/** The served API document. */
export async function documentOf(stage: TestApp): Promise<ApiDocument> {
  return (await fetch(`${stage.address}/api/openapi.json`)).json() as Promise<ApiDocument>;
}

/** Every route under `/api/v1`, as served. */
export async function operationsOf(stage: TestApp): Promise<Operation[]> {
  const { paths } = await documentOf(stage);
  return Object.entries(paths).filter(([path]) => path.startsWith('/api/v1/')).flatMap(([path, item]) =>
    methods.flatMap((method) => (item[method] ? [operationOf(method, path.slice('/api/v1/'.length), item[method])] : [])));
}

/** A route's address with its names filled in; each name that `values` does not know gets `fallback`. */
export function addressOf({ path }: Operation, fallback: string, values: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? fallback);
}

const callers = ['caseworker', 'reviewer', 'cashier', 'financeApprover', 'analyst', 'administrator'] as const;

/** One of the people who may call a route. @throws Error when there is nobody */
export function callerOf({ access, path }: Operation): Part {
  const part = access === 'signed-in' ? 'caseworker' : callers.find((one) => permissionsOf([one]).has(access));
  if (!part) throw new Error(`Nobody of the cast may call ${path}`);
  return part;
}

function operationOf(method: Method, path: string, described: Described): Operation {
  const demands = (name: string): boolean => (described.parameters ?? []).some((one) => one.in === 'header' && one.name === name && one.required === true);
  const content = described.requestBody?.content ?? {};
  return {
    method, path, access: described['x-access'], needsKey: demands('Idempotency-Key'), needsVersion: demands('If-Match'),
    takesUpload: 'multipart/form-data' in content, refusals: described['x-refusals'] ?? [], description: described.description ?? '',
    body: content['application/json']?.examples?.example?.value,
  };
}
