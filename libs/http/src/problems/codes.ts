/**
 * Every problem that a server of ours itself finds: its code is stable, status and title follow
 * from it.
 */
export const problemCodes = {
  bad_request: [400, 'The request cannot be read'],
  bad_json: [400, 'The body is not JSON'],
  too_deep: [400, 'The body nests too deep'],
  empty_body: [400, 'The body is empty'],
  schema_invalid: [400, 'The body is not as the schema says'],
  lines_too_many: [400, 'The order has too many lines'],
  parameter_invalid: [400, 'A parameter or header is not as expected'],
  tenant_invalid: [400, 'The tenant is not as expected'],
  token_invalid: [400, 'The token is none'],
  cursor_invalid: [400, 'The cursor is none of ours'],
  number_malformed: [400, 'This is no OMS number'],
  number_check_failed: [400, 'The check characters of the OMS number are wrong'],
  bad_url: [400, 'The address cannot be read'],
  unauthorized: [401, 'A bearer token is needed'],
  token_not_set: [403, 'Without a token this is answered on a loopback address only'],
  cross_site: [403, 'A page of another site may not do this'],
  not_found: [404, 'There is nothing here'],
  order_not_found: [404, 'No order has this number'],
  stock_not_found: [404, 'Nothing is known of this SKU at this node'],
  method_not_allowed: [405, 'The address does not take this method'],
  too_slow: [408, 'The request did not come in time'],
  not_halted: [409, 'Nothing has halted there'],
  not_next: [409, 'Another inbox offset comes next'],
  not_set_aside: [409, 'What it halts at cannot be left out'],
  partition_elsewhere: [409, 'Another process has this partition'],
  id_conflict: [409, 'The id stands for something else'],
  place_conflicted: [409, 'The reference is taken by an order with another body'],
  not_dismissible: [409, 'It ends in another way'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The body is of a type that is not read here'],
  host_not_allowed: [421, 'This server has another name'],
  too_many_requests: [429, 'Too many requests of one caller'],
  headers_too_large: [431, 'The headers are too large'],
  internal: [500, 'This is our fault'],
  workers_elsewhere: [501, 'The workers run in other processes'],
  totals_too_large: [422, 'A total would be more than can be counted'],
  busy: [503, 'The queue is full'],
  unavailable: [503, 'A server behind this one cannot be reached'],
  partition_halted: [503, 'What answers it has halted and waits for people'],
  views_unavailable: [503, 'The views cannot answer now'],
} as const;

export type ProblemCode = keyof typeof problemCodes;

export const statusOf = (code: ProblemCode): number => problemCodes[code][0];
