; Quillon: advances against invoices. "advance" = principal, "reserve" = what we hold back.
; dilution = credits / advances


(defn dilution [] (/ status-total-credits (max 1M status-total-advancements)))

(defrule dilution-high
  "Dilution above 5%."
  :when (and (= loan-status "Open") (> (dilution) 0.05M))
  :then [(loan/set {:add-portfolios ["Field Exam"]})])

(defrule dilution-ok
  "Dilution back to 3% or lower."
  :when (and (= true (-> portfolio :1 :active)) (<= (dilution) 0.03M))
  :then [(loan/set {:remove-portfolios ["Field Exam"]})])

(defrule aging-30
  "Invoices over 30 days from due: verify with the debtor."
  :when (and (= loan-status "Open") (> status-days-past-due 30) (<= status-days-past-due 60))
  :then [(checklist/check {:checklist "Desk" :items ["Debtor verified"]})])

(defrule recourse
  "Recourse to the seller: unpaid past 90 days, $500 minimum."
  :when (and (= loan-status "Open") (> status-days-past-due 90) (>= status-amount-due 500M))
  :then [(loan/set {:loan-sub-status "Recourse" :add-portfolios ["Recourse"]})]
  :examples [{:given {:status-days-past-due 91 :status-amount-due 500M} :fires true}
             {:given {:status-days-past-due 90 :status-amount-due 500M} :fires false}
             {:given {:status-days-past-due 91 :status-amount-due 499.99M} :fires false}])

(defrule recourse-satisfied
  "Seller made us whole (nothing past due any more)."
  :when (and (= loan-sub-status "Recourse") (<= status-amount-due 0M))
  :then [(loan/set {:loan-sub-status "Funded" :remove-portfolios ["Recourse"]})])

(defrule reserve-release
  "Release the reserve when the debtor has paid and less than 2% of the advance is open."
  :when (and (= loan-sub-status "Funded") (> setup-reserve-amount 0M) (< status-principal-balance (* 0.02M setup-loan-amount)))
  :then [(loan/set {:add-portfolios ["Reserve Release"]})])

(defrule short-pay
  "Short-pays: the last check covered under 95% of the invoice installment."
  :when (and (= loan-sub-status "Funded") (< last-payment-amount (* 0.95M setup-payment)))
  :then [(loan/set {:add-portfolios ["Short Pay"]})])

(defrule facility-full
  "Facility usage 90% and up: call the seller."
  :when (and (= loan-status "Open") (> setup-credit-limit 0M) (>= (/ status-principal-balance setup-credit-limit) 0.9M))
  :then [(checklist/check {:checklist "Desk" :items ["Facility call"]})])

(defrule minimum-volume
  "Sellers on book for half a year or more who drew less than $10,000 pay the minimum."
  :when (and (= loan-status "Open") (>= status-loan-age 182) (< status-total-advancements 10000M))
  :then [(loan/set {:add-portfolios ["Minimum Fee"]})])

(defrule ofac-debtor
  :when (and (= loan-status "Open") (>= setup-loan-amount 50000M))
  :then [(customer/pull-ofac {:role "primary"})]
  :once :never-again)

(defrule prompt-seller
  "Sellers whose debtors pay: at most one 30-day late, no bounced checks, ninety days with us or longer."
  :when (and (= loan-sub-status "Funded") (<= status-24-dpd-30 1) (< payments-nsf-count 1) (>= status-loan-age 90))
  :then [(loan/set {:add-portfolios ["Preferred Rate"]})])

(defrule prompt-seller-lost
  :when (and (= true (-> portfolio :7 :active)) (> status-24-dpd-30 1))
  :then [(loan/set {:remove-portfolios ["Preferred Rate"]})])

(defrule legal
  "Suit against the seller."
  :when (and (= loan-sub-status "Recourse") (> status-days-past-due 150) (>= status-payoff 7500M) (or (nil? status-loan-recency) (> status-loan-recency 45)))
  :then [(loan/set {:add-portfolios ["Legal"]})])

(defrule no-suit
  "Too small to sue."
  :when (and (= true (-> portfolio :8 :active)) (< status-payoff 7500M))
  :then [(loan/set {:remove-portfolios ["Legal"]})])

(defrule bad-debt
  "Write off at 210 days."
  :when (and (= loan-sub-status "Recourse") (>= status-days-past-due 210) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Bad debt" :charge-off true :amount {:base :payoff :plus 0M} :info "bad debt" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule bank-fee-differences
  "Wire-fee differences, never more than $35."
  :when (and (= loan-sub-status "Funded") (> status-payoff 0M) (<= status-payoff 35M))
  :then [(credit/add {:type "Regular" :category "Difference" :charge-off false :amount {:base :payoff :plus 0M} :info "wire fee" :date :current-date})])
