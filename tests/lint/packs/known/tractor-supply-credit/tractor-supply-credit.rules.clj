;; AgriLine dealer paper -- implements
;; Seasonal: payments fall due after harvest, so "late" means something else here than in consumer lending.

(def patience 45)
(def small-implement 3500M)

(defn seasoned? [n] (>= status-loan-age (* 30 n)))
(defn clean? [] (and (< status-24-dpd-60 1) (< payments-nsf-count 1)))

(defrule ag-reminder
  "Reminder while we are still patient."
  :when (and (= loan-status "Open") (> status-days-past-due 15) (<= status-days-past-due patience))
  :then [(checklist/check {:checklist "Ag" :items ["Reminder"]})])

(defrule ag-fieldman
  "Fieldman drives out when patience is exhausted, for implements worth the trip."
  :when (and (= loan-status "Open") (> status-days-past-due patience) (>= status-payoff small-implement))
  :then [(checklist/check {:checklist "Ag" :items ["Fieldman"]})])

(defrule ag-small
  "Small implements are handled by mail only."
  :when (and (= loan-status "Open") (> status-days-past-due patience) (< status-payoff small-implement))
  :then [(checklist/check {:checklist "Ag" :items ["Mail"]})])

(defrule ag-carryover
  "Carry-over to next harvest: seasoned borrowers, clean, who are at most 60 days late."
  :when (and (= "carry" (-> settings-custom-fields :7 :value)) (seasoned? 12) (clean?) (<= status-days-past-due 60))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-months 12})]
  :once :never-again)

(defrule ag-preferred
  "Preferred after two clean years."
  :when (and (= loan-sub-status "Repaying") (seasoned? 24) (clean?))
  :then [(loan/set {:add-portfolios ["Preferred"]})])

(defrule ag-not-preferred
  "Off the preferred list: any sixty-day late, any returned check."
  :when (and (= true (-> portfolio :3 :active)) (or (>= status-24-dpd-60 1) (>= payments-nsf-count 1)))
  :then [(loan/set {:remove-portfolios ["Preferred"]})])

(defrule ag-collateral-check
  "Inspect collateral on contracts that are more than three years old and still owe more than half."
  :when (and (= loan-status "Open") (seasoned? 36) (> status-principal-balance (* 0.5M setup-loan-amount)))
  :then [(checklist/uncheck {:checklist "Ag" :items ["Inspection"]})])

(defrule ag-lease-purchase
  "Residuals below $10,000 are offered for purchase at lease end, sixty days or less before it."
  :when (and (= loan-status "Open") (> setup-residual 0M) (< setup-residual 10000M)
             (some? status-orig-maturity-date) (<= (u/date-compare status-orig-maturity-date current-date) 60))
  :then [(loan/set {:add-portfolios ["Purchase Option"]})])

(defrule ag-repossess
  "No crop, no payment: 120 days late, and not a cent for 100 days."
  :when (and (= loan-status "Open") (>= status-days-past-due 120) (> (or status-loan-recency 5000) 100) (>= status-payoff small-implement))
  :then [(loan/set {:loan-sub-status "Repossession" :repossession-date {:base :current-date :plus-days 14}})])

(defrule ag-repo-hold
  "Hold the repossession as soon as at least a third of what is overdue has come in with the last payment."
  :when (and (= loan-sub-status "Repossession") (>= last-payment-amount (* 1/3 status-amount-due)))
  :then [(loan/set {:loan-sub-status "Repaying"})])

(defrule ag-loss
  "Loss after a full season without cure (more than 365 days)."
  :when (and (= loan-sub-status "Repossession") (> status-days-past-due 365) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Loss" :charge-off true :amount {:base :payoff :plus 0M} :info "season" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule ag-weather
  "weather relief"
  :when (and (= "drought" (-> settings-custom-fields :8 :value)) (< status-days-past-due 90) (> status-perdiem 0M))
  :then [(interest/suspend {:date :current-date})])

(defrule ag-odd-cents
  "odd cents"
  :when (and (= loan-status "Open") (> status-payoff 0M) (< status-payoff 1M))
  :then [(credit/add {:type "Regular" :category "Odd cents" :charge-off false :amount {:base :payoff :plus 0M} :info "cents" :date :current-date})])

(defpromise-scenario ag-handshake
  "A handshake is good enough as long as the contract is less than patience days late."
  :evaluate-on #{:payments}
  :applies-when (and (= loan-status "Open") (< status-days-past-due patience))
  :window {:days-before 15 :days-after 15 :by :apply-date}
  :tolerance {:percent 10}
  :fail-on-reversal true)
