import { defineRefusals } from '../../kernel/refusals.js';

/** What the HTTP layer itself refuses, in order of precedence, before any rule of the trade is asked. */
export const httpRefusals = defineRefusals({
  'request.malformed_http': { kind: 'invalid', zh: '请求不符合 HTTP 格式', en: 'The request is not valid HTTP' },
  'request.headers_too_large': { kind: 'too_large', zh: '请求头过大', en: 'The request headers are too large' },
  'request.too_slow': { kind: 'invalid', zh: '请求发送过慢，连接已关闭', en: 'The request took too long to arrive' },
  'request.malformed_url': { kind: 'invalid', zh: '网址中的百分号编码不正确', en: 'The address has a wrong percent-encoding' },
  'request.bad_text': {
    kind: 'invalid', zh: '请求中含有不能保存的字符', en: 'The request holds characters that can not be stored',
  },
  'request.unsupported_body': {
    kind: 'unsupported', zh: '此处不接受这种类型的内容', en: 'This kind of content is not accepted here',
  },
  'request.unsupported_charset': { kind: 'unsupported', zh: '请求内容须为 UTF-8 编码', en: 'The body must be UTF-8' },
  'request.unsupported_encoding': {
    kind: 'unsupported', zh: '不接受压缩的请求内容', en: 'A compressed request body is not accepted',
  },
  'request.too_large': { kind: 'too_large', zh: '请求内容过大', en: 'The request body is too large' },
  'request.upload_too_large': { kind: 'too_large', zh: '上传的文件过大', en: 'The uploaded file is too large' },
  'request.malformed_upload': { kind: 'invalid', zh: '上传内容的格式不正确', en: 'The upload is malformed' },
  'request.aborted': { kind: 'invalid', zh: '请求内容没有传完', en: 'The request body did not arrive in full' },
  'request.malformed_body': { kind: 'invalid', zh: '无法读取请求内容', en: 'The request body could not be read' },
  'request.malformed_json': {
    kind: 'invalid', zh: '请求内容不是有效的 JSON 对象', en: 'The request body is not a valid JSON object',
  },
  'request.too_deep': {
    kind: 'invalid', zh: '请求内容的层次过深（最多 {maximumDepth} 层）', en: 'The body is nested deeper than {maximumDepth} levels',
  },
  'request.route_unknown': { kind: 'not_found', zh: '没有这个接口', en: 'There is no such endpoint' },
  'request.method_not_allowed': { kind: 'invalid', zh: '此接口不支持该方法', en: 'The endpoint does not know this method' },
  'request.invalid': { kind: 'invalid', zh: '请求内容有误，请检查标出的各项', en: 'The request is not valid; see the fields named' },
  'request.bad_value': { kind: 'invalid', zh: '请求中有无法接受的值', en: 'The request holds a value that can not be taken' },
  'request.idempotency_key_required': {
    kind: 'precondition_required', zh: '此操作须带 Idempotency-Key 请求头', en: 'This act needs an Idempotency-Key header',
  },
  'request.idempotency_key_malformed': {
    kind: 'invalid', zh: 'Idempotency-Key 须为 1 至 200 个可见的 ASCII 字符',
    en: 'Idempotency-Key must be 1 to 200 visible ASCII characters',
  },
  'request.version_required': {
    kind: 'precondition_required', zh: '此操作须带 If-Match 请求头，写明所见的版本号',
    en: 'This act needs an If-Match header with the version that was seen',
  },
  'request.version_malformed': {
    kind: 'invalid', zh: 'If-Match 须为一个版本号，例如 "3"', en: 'If-Match must be one version number, such as "3"',
  },
  'request.too_many': {
    kind: 'too_many', zh: '请求过于频繁，请在 {retryAfterSeconds} 秒后再试', en: 'Too many requests; try again in {retryAfterSeconds} seconds',
  },
  'request.try_again': {
    kind: 'unavailable', zh: '系统繁忙，未作任何更改，请稍后再试', en: 'The system is busy and nothing was changed; please try again',
  },
  'request.failed': { kind: 'invalid', zh: '请求无法处理', en: 'The request could not be handled' },
  'server.not_ready': { kind: 'unavailable', zh: '系统尚未就绪', en: 'The system is not ready' },
  'server.error': {
    kind: 'unavailable', zh: '系统内部出错，已记录；请将请求编号告知管理员',
    en: 'Something went wrong inside the system; it has been recorded. Please give the request id to an administrator',
  },
});

export type HttpRefusal = keyof typeof httpRefusals;
