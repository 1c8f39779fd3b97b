import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, getSchemaPath, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { refusalOf } from '../../kernel/refusals.js';
import { REFUSALS_EXTENSION } from './documented.js';
import { ProblemModel } from './problem-model.js';
import { statusOf, type Problem } from './problem.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
type When = 'always' | 'signed_in' | 'writes';

/** What any route may answer, each with a typical code for its example. */
const GENERAL: readonly { status: number; code: string; when: When; zh: string; en: string }[] = [
  { status: 400, code: 'request.invalid', when: 'always', zh: '请求内容有误，请检查标出的各项', en: 'The request is not valid; see the fields named' },
  { status: 401, code: 'access.unauthenticated', when: 'signed_in', zh: '请先登录', en: 'Please sign in' },
  { status: 403, code: 'access.permission_missing', when: 'signed_in', zh: '您没有进行该操作的权限', en: 'You do not hold the permission for this' },
  { status: 404, code: 'request.route_unknown', when: 'always', zh: '不存在，或不在管辖范围内', en: 'Absent, or outside your branch' },
  { status: 409, code: 'idempotency.other_body', when: 'writes', zh: '与现状冲突', en: 'In conflict with the present state' },
  { status: 412, code: 'version.stale', when: 'writes', zh: '所见的版本已过时，请重新读取', en: 'The version you saw is stale; read it again' },
  { status: 422, code: 'rule.refused', when: 'writes', zh: '业务规则不允许', en: 'A rule says no' },
  { status: 428, code: 'request.version_required', when: 'writes', zh: '缺少 If-Match 或 Idempotency-Key 请求头', en: 'If-Match or Idempotency-Key is missing' },
  { status: 429, code: 'request.too_many', when: 'always', zh: '请求过于频繁', en: 'Too many requests' },
];

const WRONG_FIELD = { field: 'amountFen', code: 'required', message: '此项必填', zh: '此项必填', en: 'This field is required' };

/** Builds the API's document. The global prefix must be set by now. */
export function openApiDocument(app: NestExpressApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('帮扶 Bangfu').setVersion('1')
    .setDescription('工会职工帮扶与互助保障 · Worker assistance and mutual aid. Errors are application/problem+json with a stable code.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: '登录所得的令牌 · The token that signing in gave' })
    .addGlobalParameters({
      name: 'Accept-Language', in: 'header', required: false, schema: { type: 'string', default: 'zh-CN' },
      description: '提示语言 zh-CN（默认）或 en · Language of sentences',
    })
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ProblemModel] });
  document.components = { ...document.components, responses: { ...document.components?.responses, ...problemResponses() } };
  for (const { method, operation } of operationsOf(document)) addProblems(method, operation);
  return document;
}

/** Serves the document: `/api/docs` for people (all assets local), `/api/openapi.json` for programs. */
export function setUpOpenApi(app: NestExpressApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('api/docs', app, () => (document ??= openApiDocument(app)), {
    jsonDocumentUrl: 'api/openapi.json', raw: ['json'], customSiteTitle: '帮扶 Bangfu API',
    swaggerOptions: { validatorUrl: null, persistAuthorization: false, docExpansion: 'none' },
  });
}

/**
 * The routes without a summary, an example request (when they take a body) or an example response.
 * @returns `POST /api/v1/things: response` and the like; empty when all is documented
 */
export function routesWithoutExamples(document: OpenAPIObject): string[] {
  return operationsOf(document).flatMap(({ method, path, operation }) => {
    const missing = [
      ...(operation.summary ? [] : ['summary']),
      ...(operation.requestBody && !hasExample(operation.requestBody) ? ['request'] : []),
      ...(hasGoodResponse(operation.responses) ? [] : ['response']),
    ];
    return missing.map((what) => `${method.toUpperCase()} ${path}: ${what}`);
  });
}

function operationsOf(document: OpenAPIObject): { method: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) => METHODS.flatMap((method) => {
    const operation = item[method];
    return operation ? [{ method, path, operation }] : [];
  }));
}

function hasGoodResponse(responses: Responses): boolean {
  const good = Object.entries(responses).filter(([status]) => /^2\d\d$/.test(status));
  return good.length > 0 && good.every(([status, response]) => status === '204' || hasExample(response));
}

interface WithContent { content?: Record<string, { example?: unknown; examples?: object; schema?: unknown }> }

function hasExample(part: object | undefined): boolean {
  const media = Object.values((part as WithContent).content ?? {});
  const isFile = (schema: unknown): boolean => (schema as { format?: string } | undefined)?.format === 'binary';
  return media.length > 0 && media.every(({ example, examples, schema }) => (
    example !== undefined || Object.keys(examples ?? {}).length > 0 || isFile(schema)));
}

function problemResponses(): Record<string, NonNullable<Responses[string]>> {
  return Object.fromEntries(GENERAL.map(({ status, code, zh, en }) => {
    const example: Problem = {
      type: `urn:bangfu:problem:${code}`, title: zh, titleZh: zh, titleEn: en, status, code,
      errors: status === 400 ? [WRONG_FIELD] : [], requestId: '01979f3e-1c2b-7d4e-8f5a-6b7c8d9e0f1a',
    };
    const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemModel) }, example } };
    return [`Problem${status}`, { description: `${zh} · ${en}`, content }];
  }));
}

function addProblems(method: string, operation: Operation): void {
  const extensions = operation as unknown as Record<string, unknown>;
  const isPublic = extensions['x-access'] === 'public';
  if (isPublic) makePublic(operation);
  for (const { status, when } of GENERAL) {
    if ((when === 'signed_in' && isPublic) || (when === 'writes' && method === 'get')) continue;
    operation.responses[String(status)] ??= { $ref: `#/components/responses/Problem${status}` };
  }
  const codes = extensions[REFUSALS_EXTENSION];
  if (Array.isArray(codes)) operation.description = [operation.description, ...codes.map(refusalLine)].filter(Boolean).join('\n\n');
}

/** A public route of a controller whose other routes are not: what the controller said of signing in does not hold for it. */
function makePublic(operation: Operation): void {
  delete operation.security;
  operation.parameters = operation.parameters?.filter((parameter) => !('name' in parameter) || parameter.name !== 'Organization-Id');
}

/** One line of a route's list of refusals. @throws Error for a code that no module declares */
function refusalLine(code: unknown): string {
  const definition = refusalOf(String(code));
  if (!definition) throw new Error(`A route documents the refusal ${String(code)}, which no module declares`);
  return `- \`${String(code)}\` (${statusOf(String(code))}): ${definition.zh} · ${definition.en}`;
}
