/** One fault of a request, with a JSON pointer (RFC 6901) to the field that is wrong. */
export interface FieldFault {
  readonly pointer: string;
  readonly detail: string;
}

interface ErrorKind {
  readonly status: number;
  readonly title: string;
  /** The same request may succeed later, unchanged. */
  readonly isRetryable: boolean;
}

/** Every error that an API of ours can answer. The code is stable; `docs/reference/errors.md` explains each. */
export const errorKinds = {
  'request.malformed': { status: 400, title: 'The request cannot be read', isRetryable: false },
  'request.invalid': { status: 400, title: 'A field of the request is wrong', isRetryable: false },
  'request.idempotency_key_missing': {
    status: 400,
    title: 'The Idempotency-Key header is missing',
    isRetryable: false,
  },
  'request.version_unknown': { status: 400, title: 'The version is not served', isRetryable: false },
  'request.not_found': { status: 404, title: 'There is nothing at this address', isRetryable: false },
  'request.method_not_allowed': { status: 405, title: 'The method is not allowed here', isRetryable: false },
  'request.precondition_failed': { status: 412, title: 'It has changed', isRetryable: false },
  'request.too_large': { status: 413, title: 'The request body is too large', isRetryable: false },
  'request.media_type': { status: 415, title: 'The request body has another media type', isRetryable: false },
  'auth.token_missing': { status: 401, title: 'The request carries no access token', isRetryable: false },
  'auth.token_invalid': { status: 401, title: 'The access token was refused', isRetryable: false },
  'auth.proof_invalid': {
    status: 401,
    title: "The proof of the token's key was refused",
    isRetryable: false,
  },
  'auth.right_missing': { status: 403, title: 'The caller may not do this', isRetryable: false },
  'auth.device_key_missing': {
    status: 403,
    title: 'There is no device key to sign with',
    isRetryable: false,
  },
  'auth.device_key_unapproved': {
    status: 403,
    title: 'No registered key has approved the new one',
    isRetryable: false,
  },
  'device_key.not_found': { status: 404, title: 'The device key does not exist', isRetryable: false },
  'trusted_payee.not_found': { status: 404, title: 'The payee is not trusted', isRetryable: false },
  'account.not_found': { status: 422, title: 'An account of the payment does not exist', isRetryable: false },
  'account.unknown': { status: 404, title: 'The account does not exist', isRetryable: false },
  'account.closed': { status: 422, title: 'The account is closed', isRetryable: false },
  'account.frozen': { status: 422, title: 'The account is frozen', isRetryable: false },
  'payment.same_account': { status: 422, title: 'Payer and payee are the same account', isRetryable: false },
  'payment.currency_mismatch': {
    status: 422,
    title: 'The account holds another currency',
    isRetryable: false,
  },
  'payment.insufficient_funds': { status: 402, title: 'The payer has too little money', isRetryable: false },
  'payment.over_limit': { status: 422, title: 'The payment passes a spending limit', isRetryable: false },
  'payment.payee_check_unusable': {
    status: 422,
    title: 'The payee check does not serve this payment',
    isRetryable: false,
  },
  'payment.quote_unusable': {
    status: 422,
    title: 'The quote does not serve this payment',
    isRetryable: false,
  },
  'payment.warning_not_acknowledged': {
    status: 422,
    title: 'A warning has to be acknowledged first',
    isRetryable: false,
  },
  'payment.not_found': { status: 404, title: 'The payment does not exist', isRetryable: false },
  'payment.not_authenticated': {
    status: 404,
    title: 'The payment needed no authentication',
    isRetryable: false,
  },
  'payment.signature_refused': { status: 422, title: 'The signature was refused', isRetryable: false },
  'payment.not_held': { status: 404, title: 'The payment is not held', isRetryable: false },
  'payment.nothing_asked': { status: 404, title: 'Nothing is asked about the payment', isRetryable: false },
  'payment.not_refundable': { status: 422, title: 'The payment cannot be refunded', isRetryable: false },
  'payment.refund_too_large': {
    status: 422,
    title: 'More would be refunded than was paid',
    isRetryable: false,
  },
  'conflict.payment_final': { status: 409, title: 'The payment is at its end', isRetryable: false },
  'conflict.payment_not_waiting': {
    status: 409,
    title: 'The payment waits for no signature',
    isRetryable: false,
  },
  'conflict.question_answered': { status: 409, title: 'The question has its answer', isRetryable: false },
  'conflict.question_expired': { status: 409, title: 'The answer comes too late', isRetryable: false },
  'conflict.device_key_exists': { status: 409, title: 'The device key is known', isRetryable: false },
  'conflict.too_many_device_keys': {
    status: 409,
    title: 'The caller has as many device keys as one may have',
    isRetryable: false,
  },
  'conflict.payment_not_settled': { status: 409, title: 'The payment has not settled', isRetryable: false },
  'claim.not_found': { status: 404, title: 'The fraud claim does not exist', isRetryable: false },
  'claim.too_late': { status: 422, title: 'The payment is too old for a claim', isRetryable: false },
  'claim.excess_refused': {
    status: 422,
    title: 'No excess is taken from a vulnerable customer',
    isRetryable: false,
  },
  'claim.nothing_to_reimburse': { status: 422, title: 'Nothing is left to reimburse', isRetryable: false },
  'conflict.claim_exists': { status: 409, title: 'The payment has a fraud claim', isRetryable: false },
  'conflict.claim_closed': { status: 409, title: 'The fraud claim was decided', isRetryable: false },
  'conflict.claim_clock': {
    status: 409,
    title: 'The clock of the claim is not in that state',
    isRetryable: false,
  },
  'conflict.refund_under_way': {
    status: 409,
    title: 'A refund of the payment is under way',
    isRetryable: true,
  },
  'human_review.not_found': { status: 404, title: 'The review does not exist', isRetryable: false },
  'conflict.payment_not_contestable': {
    status: 409,
    title: 'The payment cannot be contested',
    isRetryable: false,
  },
  'conflict.human_review_exists': { status: 409, title: 'A person was asked already', isRetryable: false },
  'conflict.human_review_elsewhere': {
    status: 409,
    title: 'The payment is judged at review',
    isRetryable: false,
  },
  'contact.not_found': { status: 404, title: 'The contact does not exist', isRetryable: false },
  'standing_order.not_found': { status: 404, title: 'The standing order does not exist', isRetryable: false },
  'conflict.too_many_standing_orders': {
    status: 409,
    title: 'The caller has as many standing orders as one may have',
    isRetryable: false,
  },
  'conflict.too_many_contacts': {
    status: 409,
    title: 'The caller has as many contacts as one may have',
    isRetryable: false,
  },
  'conflict.handle_taken': { status: 409, title: 'The handle is somebody else’s', isRetryable: false },
  'payment_file.faulty': { status: 400, title: 'The payment file cannot be taken', isRetryable: false },
  'payment_request.not_found': {
    status: 404,
    title: 'The payment request does not exist',
    isRetryable: false,
  },
  'payment_request.payer_twice': { status: 422, title: 'An account is asked twice', isRetryable: false },
  'payment_request.share_too_small': { status: 422, title: 'A share would be nothing', isRetryable: false },
  'conflict.payment_request_closed': {
    status: 409,
    title: 'The payment request is not open',
    isRetryable: false,
  },
  'block.not_found': { status: 404, title: 'The block does not exist', isRetryable: false },
  'limit.reminders': { status: 429, title: 'The payer was reminded enough', isRetryable: false },
  'webhook.not_found': { status: 404, title: 'The webhook endpoint does not exist', isRetryable: false },
  'webhook.delivery_not_found': { status: 404, title: 'The delivery does not exist', isRetryable: false },
  'webhook.address_refused': { status: 422, title: 'Nothing is sent to this address', isRetryable: false },
  'conflict.too_many_webhook_endpoints': {
    status: 409,
    title: 'The caller has as many endpoints as one may have',
    isRetryable: false,
  },
  'model.not_found': { status: 404, title: 'There is no such model', isRetryable: false },
  'model.not_explained': { status: 422, title: 'The model cannot be explained', isRetryable: false },
  'model.refused': { status: 422, title: 'The model file cannot be accepted', isRetryable: false },
  'case.not_found': { status: 404, title: 'The case does not exist', isRetryable: false },
  'view.not_found': { status: 404, title: 'The view does not exist', isRetryable: false },
  'rule.not_found': { status: 404, title: 'The rule does not exist', isRetryable: false },
  'rule.faulty': { status: 422, title: 'The expression of the rule is wrong', isRetryable: false },
  'policy.not_found': { status: 404, title: 'The policy does not exist', isRetryable: false },
  'policy.faulty': { status: 422, title: 'A segment of the policy is wrong', isRetryable: false },
  'list.not_found': { status: 404, title: 'The list does not exist', isRetryable: false },
  'list.import_faulty': { status: 422, title: 'Lines of the import are wrong', isRetryable: false },
  'loan.outside_product': { status: 422, title: 'There is no such loan', isRetryable: false },
  'loan.under_age': { status: 422, title: 'Loans are for adults', isRetryable: false },
  'loan.application_not_found': { status: 404, title: 'The application does not exist', isRetryable: false },
  'loan.offer_not_found': { status: 404, title: 'The offer does not exist', isRetryable: false },
  'loan.not_found': { status: 404, title: 'The loan does not exist', isRetryable: false },
  'loan.review_not_found': { status: 404, title: 'The review does not exist', isRetryable: false },
  'loan.amount_too_large': { status: 422, title: 'More than is owed', isRetryable: false },
  'loan.consent_missing': {
    status: 422,
    title: 'The change costs more and needs consent',
    isRetryable: false,
  },
  'loan.not_possible': { status: 422, title: 'The loan cannot be changed so', isRetryable: false },
  'conflict.application_exists': {
    status: 409,
    title: 'The same application was decided a moment ago',
    isRetryable: false,
  },
  'conflict.offer_changed': {
    status: 409,
    title: 'The agreement is not that of the offer',
    isRetryable: false,
  },
  'conflict.offer_not_open': {
    status: 409,
    title: 'The offer cannot be accepted any more',
    isRetryable: false,
  },
  'conflict.loan_status': { status: 409, title: 'The loan is not in a state for this', isRetryable: false },
  'conflict.transfer_under_way': {
    status: 409,
    title: 'Money of the loan is on its way',
    isRetryable: true,
  },
  'conflict.review_closed': { status: 409, title: 'The review was already closed', isRetryable: false },
  'conflict.own_work': { status: 409, title: 'Nobody reviews their own work', isRetryable: false },
  'conflict.rule_status': {
    status: 409,
    title: 'No version is in the status that this needs',
    isRetryable: false,
  },
  'conflict.idempotency_key_reused': {
    status: 422,
    title: 'The idempotency key was used for another request',
    isRetryable: false,
  },
  'conflict.idempotency_key_in_use': {
    status: 409,
    title: 'The first request with this idempotency key is still running',
    isRetryable: true,
  },
  'conflict.model_exists': {
    status: 409,
    title: 'The version is taken by another model',
    isRetryable: false,
  },
  'conflict.is_champion': { status: 409, title: 'The model is the champion', isRetryable: false },
  'conflict.no_champion': { status: 409, title: 'There is no champion', isRetryable: false },
  'conflict.replay_missing': { status: 409, title: 'The model was not replayed', isRetryable: false },
  'conflict.fairness_gate': { status: 409, title: 'The fairness gate is shut', isRetryable: false },
  'conflict.second_person': { status: 409, title: 'A second person has to confirm', isRetryable: false },
  'conflict.run_in_progress': { status: 409, title: 'A run is under way', isRetryable: true },
  'conflict.no_generation': {
    status: 409,
    title: 'There is no generation to go back to',
    isRetryable: false,
  },
  'conflict.case_claimed': { status: 409, title: 'Somebody else works on the case', isRetryable: true },
  'conflict.own_account': {
    status: 409,
    title: 'Nobody judges payments of their own accounts',
    isRetryable: false,
  },
  'conflict.not_alike': { status: 409, title: 'The case is not like the others', isRetryable: false },
  'conflict.case_merged': { status: 409, title: 'The case is a part of another', isRetryable: false },
  'conflict.not_mergeable': { status: 409, title: 'The cases cannot become one', isRetryable: false },
  'conflict.payer_asked': { status: 409, title: 'The payer has a question to answer', isRetryable: true },
  'conflict.no_time_to_ask': {
    status: 409,
    title: 'The deadline is too near to ask',
    isRetryable: false,
  },
  'conflict.verdict_final': { status: 409, title: 'The verdict took effect already', isRetryable: false },
  'conflict.case_closed': { status: 409, title: 'The case was already closed', isRetryable: false },
  'limit.too_many_requests': {
    status: 429,
    title: 'More requests arrive than can be taken',
    isRetryable: true,
  },
  'service.unavailable': { status: 503, title: 'The service is not ready', isRetryable: true },
  'service.internal': { status: 500, title: 'Something went wrong on our side', isRetryable: true },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

export interface ErrorFacts {
  readonly errors?: readonly FieldFault[];
  readonly retryAfterSeconds?: number;
  /** Extension members of the problem document. */
  readonly members?: Readonly<Record<string, string | number>>;
}

/** An expected failure: the one error class that our code throws on purpose. */
export class PaymoError extends Error {
  constructor(
    readonly code: ErrorCode,
    detail: string,
    readonly facts: ErrorFacts = {},
  ) {
    super(detail);
    this.name = 'PaymoError';
  }
}
