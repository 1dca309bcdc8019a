; LONE STAR TITLE - store policy, rules the night job runs. Portfolio 31 repo board, 32 phone desk, 33 lien hold.
; TX finance code: no repo before the notice has run its ten days.

(def desk-from 4)
(def truck-from 41)

(defrule courtesy-text
  "Day one through day three: a text, nothing else."
  :when (and (= loan-status "Open") (>= status-days-past-due 1) (<= status-days-past-due 3))
  :then [(checklist/check {:checklist "Store" :items ["Text sent"]})])

(defrule phone-desk
  "Store gives it to the phone desk on the fourth day."
  :when (and (= loan-status "Open") (>= status-days-past-due desk-from))
  :then [(loan/set {:add-portfolios ["Phone Desk"]})]
  :examples [{:given {:status-days-past-due 4} :fires true} {:given {:status-days-past-due 3} :fires false}])

(defrule off-the-phones
  "They paid. Leave them be."
  :when (and (= true (-> portfolio :32 :active)) (< status-days-past-due desk-from))
  :then [(loan/set {:remove-portfolios ["Phone Desk"]})])

(defrule rollover-cap
  "No more renewals once principal has not come down a tenth: still above 90% of what we lent after 180 days."
  :when (and (= loan-status "Open")
             (> status-loan-age 180)
             (> status-principal-balance (* 0.90M setup-loan-amount)))
  :then [(loan/set {:add-portfolios ["No Renewal"]})])

(defrule renewals-open-again
  "Principal down to 75% or less of the amount lent; renewals are fine again."
  :when (and (= true (-> portfolio :34 :active))
             (<= status-principal-balance (* 0.75M setup-loan-amount)))
  :then [(loan/set {:remove-portfolios ["No Renewal"]})])

(defrule notice-of-right-to-cure
  "Mail the notice to anyone 20 days late or later who owes at least one full installment."
  :when (and (= loan-status "Open")
             (>= status-days-past-due 20)
             (>= status-amount-due setup-payment))
  :then [(checklist/check {:checklist "Legal" :items ["Cure notice"]})]
  :once :while-true)

(defrule skip-trace
  "First-payment skips."
  :when (and (= loan-status "Open") (< payments-count 1) (> status-days-past-due 8) (<= status-loan-age 50))
  :then [(loan/set {:add-portfolios ["Skip Trace"]}) (customer/lookup-social-profile {:role "primary"})])

(defrule send-the-truck
  "41 days and up, title in hand, car worth it (we are owed better than $700)."
  :when (and (= loan-status "Open")
             (>= status-days-past-due truck-from)
             (> status-payoff 700M))
  :then [(loan/set {:loan-sub-status "Out for Repo" :add-portfolios ["Repo Board"]
                    :repossession-date {:base :current-date :plus-days 1}})]
  :examples [{:given {:status-days-past-due 41 :status-payoff 1800M} :fires true}
             {:given {:status-days-past-due 40 :status-payoff 1800M} :fires false}
             {:given {:status-days-past-due 60 :status-payoff 700M} :fires false}])

(defrule truck-not-worth-it
  :when (and (= true (-> portfolio :31 :active)) (<= status-payoff 700M))
  :then [(loan/set {:remove-portfolios ["Repo Board"]})])

(defrule stand-down
  "Customer redeemed: inside of ten days late again."
  :when (and (= loan-sub-status "Out for Repo") (< status-days-past-due 10))
  :then [(loan/set {:loan-sub-status "Repaying" :remove-portfolios ["Repo Board"]})])

(defrule sale-window
  "The car may go to auction when it has been on the lot for longer than 20 days."
  :when (and (= loan-status "Repossessed")
             (some? settings-repo-date)
             (> (u/date-compare current-date settings-repo-date) 20))
  :then [(loan/set {:liquidation-date {:base :current-date :plus-days 5}})
         (checklist/check {:checklist "Legal" :items ["Sale notice"]})])

(defrule charge-off
  "Loss at ninety-one days."
  :when (and (= loan-status "Open") (> status-days-past-due 90) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "91 days" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule nsf-no-more-drafts
  "Two bounced payments and we take cash only."
  :when (and (= loan-status "Open") (>= payments-nsf-count 2))
  :then [(loan/set {:autopay-status "suspend"})])

(defrule late-fee-once
  "A good payer gets the late fee back, the first time: under 8 days late, fee no bigger than $30."
  :when (and (= loan-status "Open") (< status-days-past-due 8) (> status-due-fees 0M) (<= status-due-fees 30M) (= status-24-dpd-30 0))
  :then [(credit/add {:type "Fees only" :category "Goodwill" :charge-off false :amount {:base :due-fees :plus 0M} :info "fee back" :date :current-date})]
  :once :never-again)

(defrule last-few-bucks
  "We do not chase anything less than fifteen dollars."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 15M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "last few bucks" :date :current-date})
         (loan/set {:loan-status "Paid Off" :loan-sub-status "Paid in Full" :closed-date :current-date})])

(defrule release-title
  "Nothing owed: title goes back to the customer."
  :when (and (= loan-status "Open") (<= status-payoff 0M))
  :then [(checklist/check {:checklist "Legal" :items ["Title released"]}) (loan/set {:loan-status "Paid Off" :loan-sub-status "Paid in Full"})])
