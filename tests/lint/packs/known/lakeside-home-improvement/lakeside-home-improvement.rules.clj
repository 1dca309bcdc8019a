;; Lakeside. One line each, see the manual for reasons.

(defrule a1 "Entry to queue A."
  :when (and (= loan-status "Open") (>= status-days-past-due 8))
  :then [(loan/set {:add-portfolios ["Queue A"]})])

(defrule a2 "Exit from queue A."
  :when (and (= true (-> portfolio :51 :active)) (< status-days-past-due 8))
  :then [(loan/set {:remove-portfolios ["Queue A"]})])

(defrule b1 "Queue B."
  :when (and (= loan-status "Open") (> status-days-past-due 35) (> status-amount-due 60M))
  :then [(loan/set {:add-portfolios ["Queue B"] :remove-portfolios ["Queue A"]})])

(defrule b2 "Back from queue B."
  :when (and (= true (-> portfolio :52 :active)) (<= status-days-past-due 7))
  :then [(loan/set {:remove-portfolios ["Queue B"]})])

(defrule letter-a
  :when (and (= loan-status "Open") (>= status-days-past-due 12) (< status-days-past-due 25))
  :then [(checklist/check {:checklist "Desk" :items ["Letter A"]})])

(defrule letter-b "Second letter."
  :when (and (= loan-status "Open") (>= status-days-past-due 25))
  :then [(checklist/check {:checklist "Desk" :items ["Letter B"]})])

(defrule vendor "Vendor placement."
  :when (and (= loan-status "Open") (> status-days-past-due 70) (or (nil? status-loan-recency) (> status-loan-recency 45)))
  :then [(loan/set {:add-portfolios ["Vendor"]})])

(defrule vendor-recall "Paying customers are taken back from the vendor."
  :when (and (= true (-> portfolio :53 :active)) (some? status-loan-recency) (<= status-loan-recency 20))
  :then [(loan/set {:remove-portfolios ["Vendor"]})])

(defrule extension "One extension a year if the customer is not far behind."
  :when (and (= "E" (-> settings-custom-fields :3 :value)) (<= status-days-past-due 29) (> status-loan-age 365))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 30})
         (loan/set {:loan-sub-status "Extension"})])

(defrule dispute "Contractor dispute: nothing is charged while the amount in question is small."
  :when (and (= loan-sub-status "Dispute") (<= status-amount-due 300M) (> status-due-fees 0M))
  :then [(credit/add {:type "Fees only" :category "Fee waiver" :charge-off false :amount {:base :due-fees :plus 0M} :info "dispute" :date :current-date})])

(defrule settlement "Settlement offer for long-lost accounts."
  :when (and (= loan-sub-status "Charged Off Collectible") (> status-net-charge-off 1500M) (or (nil? status-loan-recency) (>= status-loan-recency 365)))
  :then [(loan/set {:loan-sub-status "Settlement"})])

(defrule loss "Loss."
  :when (and (= loan-status "Open") (>= status-days-past-due 130))
  :then [(loan/set {:loan-sub-status "Charged Off Collectible" :credit-status "97"})
         (credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "loss" :date :current-date})])

(defrule add-on "Cross-sell."
  :when (and (= loan-sub-status "Repaying") (>= status-loan-age 270) (<= status-24-dpd-30 0) (<= status-days-past-due 0) (> status-total-paid-principal 1000M))
  :then [(loan/set {:add-portfolios ["Add-on"]})])

(defrule refinance "Refinance candidates: high rate, little left."
  :when (and (= loan-sub-status "Repaying") (> setup-interest-rate 18.5M) (< status-principal-balance 4000M) (< status-24-dpd-60 1))
  :then [(loan/set {:add-portfolios ["Refinance"]})])

(defrule large "Large loans."
  :when (>= setup-loan-amount 40000M)
  :then [(loan/set {:add-portfolios ["Large Loans"]}) (customer/pull-ofac {:role "primary"})])

(defrule quote "Send a payoff quote when the end is near."
  :when (and (= loan-status "Open") (<= status-periods-remaining 2) (> status-payoff 0M))
  :then [(checklist/check {:checklist "Desk" :items ["Payoff quote"]})])

(defrule autopay-a "Drafts off."
  :when (or (>= payments-nsf-count 2) (> status-days-past-due 40))
  :then [(loan/set {:autopay-status "suspend"})])

(defrule autopay-b "Drafts on."
  :when (and (= settings-autopay-enabled false) (< payments-nsf-count 2) (< status-days-past-due 1))
  :then [(loan/set {:autopay-status "continue"})])

(defrule leftovers "Leftovers."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 12M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "left" :date :current-date})])

(defrule inspection "Final inspection after the contract is signed, not later."
  :when (and (some? setup-contract-date) (<= (u/date-compare current-date setup-contract-date) 45) (>= (u/date-compare current-date setup-contract-date) 30))
  :then [(checklist/check {:checklist "Desk" :items ["Inspection"]})])

(defrule maturity "Balance after maturity."
  :when (and (some? status-orig-maturity-date) (> (u/date-compare current-date status-orig-maturity-date) 0) (> status-payoff 25M))
  :then [(loan/set {:add-portfolios ["Queue B"]})])

(defpromise-scenario lenient
  :evaluate-on #{:payments}
  :applies-when (and (= loan-status "Open") (< status-days-past-due 45) (< promises-failed-count 2))
  :window {:days-before 5 :days-after 4 :by :apply-date}
  :tolerance {:percent 5}
  :fail-on-reversal true)
