;; River City lending (pawn-backed loans), store rules
;; we hold the item; "pull" = move the item to the sales floor

(def grace 30)

(defrule r-ticket-reminder
  "Ticket runs out in a week: text."
  :when (and (= loan-status "Open") (some? status-final-payment-date)
             (<= 0 (u/date-compare status-final-payment-date current-date) 7))
  :then [(checklist/check {:checklist "Counter" :items ["Text"]})])

(defrule r-pull
  "Pull after the grace month."
  :when (and (= loan-status "Open") (> status-days-past-due grace))
  :then [(loan/set {:loan-sub-status "Pulled" :add-portfolios ["Sales Floor"]})])

(defrule r-unpull
  "Customer came in during grace."
  :when (and (= loan-sub-status "Pulled") (<= status-days-past-due grace))
  :then [(loan/set {:loan-sub-status "In Vault" :remove-portfolios ["Sales Floor"]})])

(defrule r-extend
  "One extension, ask before the 20th day."
  :when (and (= "x" (-> settings-custom-fields :1 :value)) (< status-days-past-due 20))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 30})]
  :once :never-again)

(defrule r-gold
  "Gold customers: ten or more tickets' payments and never pulled."
  :when (and (= loan-sub-status "In Vault") (>= payments-count 10) (< status-unique-delinquencies 1))
  :then [(loan/set {:add-portfolios ["Gold"]})])

(defrule r-gold-lost
  :when (and (= true (-> portfolio :15 :active)) (>= status-unique-delinquencies 1))
  :then [(loan/set {:remove-portfolios ["Gold"]})])

(defrule r-id
  "IRS form 8300 paperwork: over $10,000."
  :when (and (= loan-status "Open") (> setup-loan-amount 10000M))
  :then [(checklist/uncheck {:checklist "Counter" :items ["8300"]})])

(defrule r-police-hold
  "new tickets stay put for the police hold"
  :when (and (= loan-status "Open") (< status-loan-age 10))
  :then [(loan/set {:add-portfolios ["Police Hold"]})])

(defrule r-police-hold-over
  :when (and (= true (-> portfolio :16 :active)) (>= status-loan-age 10))
  :then [(loan/set {:remove-portfolios ["Police Hold"]})])

(defrule r-melt
  "Scrap value beats the loan: balance below sixty percent of book."
  :when (and (= loan-sub-status "Pulled")
             (< status-principal-balance (* 0.6M (or (-> collateral-position :id1 :collateral-book-value) 0M)))
             (> status-principal-balance 0M))
  :then [(checklist/check {:checklist "Counter" :items ["Melt"]})])

(defrule r-underwater
  "Lent too much: balance is more than the item's book value."
  :when (and (= loan-status "Open") (some? (-> collateral-position :id1 :collateral-book-value))
             (> status-principal-balance (-> collateral-position :id1 :collateral-book-value)))
  :then [(loan/set {:add-portfolios ["Overlent"]})])

(defrule r-writeoff
  "Unsold and ninety days past due: write it down."
  :when (and (= loan-sub-status "Pulled") (>= status-days-past-due 90) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Writedown" :charge-off true :amount {:base :payoff :plus 0M} :info "unsold" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule r-change
  "Under a dollar: keep the change."
  :when (and (= loan-status "Open") (> status-payoff 0M) (< status-payoff 1M))
  :then [(credit/add {:type "Regular" :category "Change" :charge-off false :amount {:base :payoff :plus 0M} :info "change" :date :current-date})])

(defrule r-partial
  "Paid down a quarter or more: interest only on what is left."
  :when (and (= loan-sub-status "In Vault") (>= status-total-paid-principal (* 1/4 setup-loan-amount)) (<= status-days-past-due 5))
  :then [(loan/set {:add-portfolios ["Paydown Rate"]})])

(defrule r-bounced
  "Checks no more after a bounced one."
  :when (and (= loan-status "Open") (> payments-nsf-count 0))
  :then [(loan/set {:add-portfolios ["Cash Only"]})])
