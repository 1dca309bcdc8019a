; SmilePlan (dental financing) - queue names are what the agents see
; q1 soft, q2 firm, q3 last; "promo" = deferred-interest plan

(defn days-left-in-promo [] (if (some? status-orig-maturity-date) (u/date-compare status-orig-maturity-date current-date) 0))

(defrule q1-in  :when (and (= loan-status "Open") (<= 5 status-days-past-due) (< status-days-past-due 20))
  :then [(loan/set {:add-portfolios ["Q1"]})])

(defrule q2-in  :when (and (= loan-status "Open") (<= 20 status-days-past-due) (< status-days-past-due 50))
  :then [(loan/set {:add-portfolios ["Q2"] :remove-portfolios ["Q1"]})])

(defrule q3-in  :when (and (= loan-status "Open") (<= 50 status-days-past-due))
  :then [(loan/set {:add-portfolios ["Q3"] :remove-portfolios ["Q2"]})])

(defrule q-out
  "Nobody stays in a queue who is less than five days late."
  :when (and (or (= true (-> portfolio :1 :active)) (= true (-> portfolio :2 :active)) (= true (-> portfolio :3 :active)))
             (< status-days-past-due 5))
  :then [(loan/set {:remove-portfolios ["Q1" "Q2" "Q3"]})])

(defrule promo-saver
  "Promo about to run out: 45 days or less, and more than $100 still owed. Call before the interest hits."
  :when (and (= loan-sub-status "Promo") (<= 0 (days-left-in-promo) 45) (> status-principal-balance 100M))
  :then [(checklist/check {:checklist "Care" :items ["Promo call"]})])

(defrule promo-lost
  "Promo ran out with a balance."
  :when (and (= loan-sub-status "Promo") (< (days-left-in-promo) 0) (> status-principal-balance 0M))
  :then [(loan/set {:loan-sub-status "Standard"})])

(defrule treatment-hold
  "Treatment not finished: no calls in the first three weeks unless more than $500 is overdue."
  :when (and (= "open" (-> settings-custom-fields :2 :value)) (<= status-loan-age 21) (<= status-amount-due 500M))
  :then [(loan/set {:remove-portfolios ["Q1"]})])

(defrule fee-forgiveness
  "one late fee a year on us (up to $29) for patients who were never a month late"
  :when (and (= loan-status "Open") (> status-due-fees 0M) (<= status-due-fees 29M) (= status-24-dpd-30 0))
  :then [(credit/add {:type "Fees only" :category "Courtesy" :charge-off false :amount {:base :due-fees :plus 0M} :info "courtesy" :date :current-date})]
  :once :while-true)

(defrule second-treatment
  "Second treatment without a new application: half of the first one repaid, at least 6 payments, not late."
  :when (and (= loan-sub-status "Standard")
             (<= status-principal-balance (* 0.5M setup-loan-amount))
             (>= payments-count 6)
             (<= status-days-past-due 0))
  :then [(loan/set {:add-portfolios ["Second Treatment"]})]
  :examples [{:given {:loan-sub-status "Standard" :setup-loan-amount 2000M :status-principal-balance 1000M :payments-count 6} :fires true}
             {:given {:loan-sub-status "Standard" :setup-loan-amount 2000M :status-principal-balance 1001M :payments-count 6} :fires false}
             {:given {:loan-sub-status "Standard" :setup-loan-amount 2000M :status-principal-balance 1000M :payments-count 5} :fires false}])

(defrule provider-chargeback
  "First instalment never arrived and it is over 40 days: charge it back to the practice."
  :when (and (= loan-status "Open") (<= payments-count 0) (> status-days-past-due 40) (< status-loan-age 90))
  :then [(loan/set {:loan-sub-status "Chargeback"})])

(defrule writeoff
  :when (and (= loan-status "Open") (> status-days-past-due 150) (>= status-payoff 1M))
  :then [(credit/add {:type "Regular" :category "Write-off" :charge-off true :amount {:base :payoff :plus 0M} :info "150" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule agency-yes
  "agency, if there is enough in it (200 and up) and they have been quiet for two months (60)"
  :when (and (= loan-sub-status "Charged Off") (>= status-net-charge-off 200M) (>= (or status-loan-recency 9999) 60))
  :then [(loan/set {:add-portfolios ["Agency"]})])

(defrule agency-no
  "back from the agency, too little in it or they talk to us again"
  :when (and (= true (-> portfolio :6 :active))
             (or (< status-net-charge-off 200M) (and (some? status-loan-recency) (< status-loan-recency 14))))
  :then [(loan/set {:remove-portfolios ["Agency"]})])

(defrule sweep
  "sweep"
  :when (and (= loan-status "Open") (> status-payoff 0M) (< status-payoff 3M))
  :then [(credit/add {:type "Regular" :category "Sweep" :charge-off false :amount {:base :payoff :plus 0M} :info "sweep" :date :current-date})])

(defrule autopay-off
  "three bounced drafts, or 35 days"
  :when (and (= loan-status "Open") (or (>= payments-nsf-count 3) (>= status-days-past-due 35)))
  :then [(loan/set {:autopay-status "suspend"})])

(defrule autopay-on
  :when (and (= settings-autopay-enabled false) (< status-days-past-due 1) (< payments-nsf-count 3))
  :then [(loan/set {:autopay-status "continue"})])
