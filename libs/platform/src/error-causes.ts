import type { ErrorCode } from './paymo-error.js';

/** How each error comes about; the first half of its page. Backticks set code. */
export const errorCauses: Readonly<Record<ErrorCode, string>> = {
  'request.malformed': 'The body is not JSON in UTF-8, or the address or a header cannot be parsed.',
  'request.invalid':
    'A field, parameter or header is missing, unknown, of the wrong type, or outside its bounds.',
  'request.idempotency_key_missing':
    'A request that moves money came without the header that makes it safe to repeat.',
  'request.version_unknown': 'The header `Paymo-Version` names a version of the API that is not served.',
  'request.not_found': 'No route has this path and method, or a part of the path is too long to be an id.',
  'request.method_not_allowed': 'The path exists, but not with this method.',
  'request.precondition_failed': 'The header `If-Match` names another version than there is now.',
  'request.too_large': 'The body has more bytes than are taken.',
  'request.media_type':
    'The body is declared as something other than what the route takes, mostly `application/json`.',
  'auth.token_missing': 'The header `Authorization` is missing or holds no bearer token.',
  'auth.token_invalid': 'The token has expired, was signed by another issuer, or is meant for somebody else.',
  'auth.proof_invalid':
    'The token is bound to a key (DPoP), and no proof came with it, or one for another request, key or time.',
  'auth.right_missing': 'The token is good, but none of its roles has the right that the route needs.',
  'auth.device_key_missing':
    'The payment has to be signed, and all device keys of its payer are revoked, or there never was one where the bank requires it.',
  'auth.device_key_unapproved':
    'A customer who has registered a key before brings another one, and the approval is missing or not by a key that counts.',
  'device_key.not_found': 'No key has this id, it was revoked, or it is somebody else’s.',
  'trusted_payee.not_found': 'You have not signed for this payee, or trust them no more.',
  'account.not_found':
    'One side of the payment names an account that does not exist, or that is not yours to pay from.',
  'account.unknown': 'No account has this id, or it belongs to somebody else.',
  'account.closed': 'One of the accounts was closed and takes part in no new payment.',
  'account.frozen':
    'The owner froze the account the payment would come from: money arrives, and none leaves.',
  'payment.same_account': 'The payment goes from an account to itself.',
  'payment.currency_mismatch': 'The payment is in another currency than one of its accounts holds.',
  'payment.insufficient_funds':
    'What is available on the payer’s account, without what is held, is less than the amount.',
  'payment.over_limit':
    'With this payment the account would spend more than its owner allows in one payment, a day or a month.',
  'payment.payee_check_unusable':
    'The check that the payment quotes is older than 15 minutes, about another payee, or not yours.',
  'payment.quote_unusable':
    'The quote is older than 15 minutes, not yours, or about another payer, payee or amount, or has another acknowledgement.',
  'payment.warning_not_acknowledged':
    'The payment quotes a warning of the high band, or a payee check without a match, and no acknowledgement.',
  'payment.not_found':
    'No payment has this id, or you are not its payer; a payee sees it when it has settled.',
  'payment.not_refundable': 'The payment paid out a loan, which its borrower repays instead.',
  'payment.not_authenticated': 'The payer had no device key when they paid, or the bank itself paid.',
  'payment.signature_refused':
    'The signature is by no key of the payer, or over another text than the payload of the payment.',
  'payment.not_held': 'Only a held payment has a hold to read, and this one is not held, or no longer.',
  'payment.nothing_asked': 'Nobody at the bank has asked the payer about this payment.',
  'payment.refund_too_large': 'The refunds of a payment together would pass its amount.',
  'conflict.payment_final': 'The payment has settled or ended, and cannot be cancelled any more.',
  'conflict.payment_not_waiting':
    'It was confirmed or cancelled, five minutes have passed, three signatures were wrong, or it never had to be signed.',
  'conflict.question_answered': 'A question takes one answer, and has it.',
  'conflict.question_expired': 'The time in which the question could be answered is over.',
  'conflict.device_key_exists': 'The key was registered before; one that was revoked does not come back.',
  'conflict.too_many_device_keys': 'Ten keys of one person count at a time.',
  'conflict.payment_not_settled': 'Money that has not arrived cannot be given back.',
  'claim.not_found': 'No claim has this id, or it is somebody else’s.',
  'claim.too_late': 'The payment was made longer ago than claims reach back.',
  'claim.excess_refused': 'The decision takes the excess off, and the claim is one of a vulnerable customer.',
  'claim.nothing_to_reimburse': 'The payment was refunded, or the excess is as much as it was.',
  'conflict.claim_exists': 'A payment is claimed once, and this one was.',
  'conflict.claim_closed': 'Somebody decided the claim before.',
  'conflict.claim_clock': 'A clock that stands is stopped, or one that runs is started.',
  'conflict.refund_under_way':
    'The payee has asked for a refund of the claimed payment, which has not ended.',
  'human_review.not_found': 'No review has this id, or it is somebody else’s.',
  'conflict.payment_not_contestable': 'It is neither held nor was it declined in the last 30 days.',
  'conflict.human_review_exists': 'The payer has asked for a person to look at this payment before.',
  'conflict.human_review_elsewhere':
    'The review is about a held payment, whose case is in the queue of held payments.',
  'contact.not_found': 'No contact of yours has this id.',
  'standing_order.not_found': 'No standing order of yours has this id.',
  'conflict.too_many_standing_orders': 'A hundred standing orders that are not over are kept for a customer.',
  'conflict.too_many_contacts': 'A thousand contacts are kept for a customer.',
  'conflict.handle_taken': 'Another customer lets themselves be found by this handle.',
  'payment_file.faulty':
    'The file is no well-formed pain.001.001.09, or asks for something that is not served.',
  'payment_request.not_found':
    'No request has this id, or you are on neither side of it, or on the other one.',
  'payment_request.payer_twice': 'A bill is split among people, and one account stands in the list twice.',
  'payment_request.share_too_small':
    'The total, split by the weights, leaves somebody with less than one minor unit.',
  'conflict.payment_request_closed':
    'The request was paid, declined or cancelled, has expired, or is being paid.',
  'block.not_found': 'No block of yours has this id.',
  'limit.reminders': 'A request can be reminded of once a day, from its second day on, three times in all.',
  'webhook.not_found': 'No webhook endpoint of yours has this id.',
  'webhook.delivery_not_found':
    'The endpoint has no delivery with this id, or its log entry is older than 30 days.',
  'webhook.address_refused':
    'The address is not `https`, holds a password, or lies inside a private network.',
  'conflict.too_many_webhook_endpoints': 'You have as many endpoints as one customer may have.',
  'model.not_found': 'No model of this name and version was pushed.',
  'model.not_explained': 'Contributions can be told for tree ensembles only, and the model is none.',
  'model.refused': 'The file is no model that can be run here safely.',
  'case.not_found': 'No case has this id.',
  'view.not_found': 'No view of yours has this id.',
  'rule.not_found': 'No rule has this id.',
  'rule.faulty': 'The expression does not parse, or uses a name or type that rules do not know.',
  'policy.not_found': 'No policy has this version.',
  'policy.faulty': 'A segment overlaps, misses a limit, or names something that is not known.',
  'list.not_found': 'No list has this name.',
  'list.import_faulty': 'Lines of the file cannot be read as entries of the list.',
  'loan.outside_product': 'Amount, term or currency are outside what is lent.',
  'loan.under_age': 'The applicant is not 18 yet.',
  'loan.application_not_found': 'No application has this id, or it is somebody else’s.',
  'loan.offer_not_found': 'No offer has this id, or it is somebody else’s.',
  'loan.not_found': 'No loan has this id, or it is somebody else’s.',
  'loan.review_not_found': 'No review has this id.',
  'loan.amount_too_large': 'The amount is more than the loan still owes.',
  'loan.consent_missing': 'The change makes the loan dearer, and the customer has not agreed.',
  'loan.not_possible': 'The terms of the loan do not allow this change.',
  'conflict.application_exists': 'The same application was made a moment ago and has its decision.',
  'conflict.offer_changed': 'The agreement that was accepted is not the one that was offered.',
  'conflict.offer_not_open': 'The offer was accepted, withdrawn, or has expired.',
  'conflict.loan_status': 'The loan is in a state in which this cannot be done.',
  'conflict.transfer_under_way': 'A transfer of the loan has not completed yet.',
  'conflict.review_closed': 'Somebody has decided the review already.',
  'conflict.own_work': 'The author of a change asked to review it.',
  'conflict.rule_status': 'No version of the rule is in the status that the step begins from.',
  'conflict.idempotency_key_reused': 'The key was sent before, with another body.',
  'conflict.idempotency_key_in_use': 'The first request with the key has no answer yet.',
  'conflict.model_exists': 'Another model with this name and version was pushed before.',
  'conflict.is_champion': 'The champion decides, and cannot be taken away from under the bank.',
  'conflict.no_champion': 'No model was promoted yet.',
  'conflict.replay_missing': 'A model is promoted only after its replay against the champion.',
  'conflict.fairness_gate': 'By its report the model approves one group much less often than another.',
  'conflict.second_person': 'The step needs two people, and the first one asked again.',
  'conflict.run_in_progress': 'One run at a time is done.',
  'conflict.no_generation': 'No earlier generation is kept.',
  'conflict.case_claimed': 'Another analyst holds the lease of the case.',
  'conflict.own_account': 'The analyst owns the account that the payment comes from or goes to.',
  'conflict.not_alike': 'A verdict on many reaches cases with one payee and the same reasons only.',
  'conflict.case_merged': 'The case was merged into another one, and gets that one’s verdict.',
  'conflict.not_mergeable':
    'Cases become one when they share an account, a device or an address, and neither waits for somebody.',
  'conflict.payer_asked': 'An earlier question to the payer still waits for its answer.',
  'conflict.no_time_to_ask': 'The hold ends so soon that no answer could come in time.',
  'conflict.verdict_final': 'The time in which a verdict can be undone is over.',
  'conflict.case_closed': 'The case has its verdict already.',
  'limit.too_many_requests':
    'A person, a network address, or the bank as a whole sent more than can be taken.',
  'service.unavailable':
    'The service is starting or draining, or something that it stands on does not answer.',
  'service.internal': 'A fault of ours, which was logged under the request id.',
};
