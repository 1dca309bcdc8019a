;;; Harvest Solar servicing rules, rev. 12

(def breach 45)
(def removal 120)
(def collections-entry 30)
(def collections-exit 5)

(defrule SOL-1
  ; fixture filings are made for systems above thirty thousand dollars
  :when (> setup-loan-amount 30000M)
  :then [(checklist/check {:checklist "Solar" :items ["UCC filing"]})]
  :once :never-again)

(defrule SOL-2
  "Courtesy call, 5-15 days."
  :when (and (= loan-status "Open") (<= 5 status-days-past-due 15))
  :then [(checklist/check {:checklist "Solar" :items ["Call"]})])

(defrule SOL-3
  "Entry to collections."
  :when (and (= loan-status "Open") (>= status-days-past-due collections-entry) (>= status-amount-due 100M))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule SOL-4
  "Exit from collections."
  :when (and (= true (-> portfolio :2 :active)) (<= status-days-past-due collections-exit))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule SOL-5
  "Breach letter."
  :when (and (= loan-status "Open") (> status-days-past-due breach))
  :then [(checklist/check {:checklist "Solar" :items ["Breach letter"]})]
  :once :while-true)

(defrule SOL-6
  "Remove the panels: longer than 120 days late, with a balance that exceeds 60% of the amount financed."
  :when (and (= loan-status "Open")
             (> status-days-past-due removal)
             (> status-principal-balance (* 0.6M setup-loan-amount)))
  :then [(loan/set {:loan-sub-status "Removed" :add-portfolios ["Removal"]})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 121 :status-principal-balance 20000M :setup-loan-amount 30000M} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 121 :status-principal-balance 15000M :setup-loan-amount 30000M} :fires false}])

(defrule SOL-7
  "House sold: transfer desk as long as the account is no more than 30 days late."
  :when (and (= (-> settings-custom-fields :2 :value) "sold") (<= status-days-past-due 30))
  :then [(loan/set {:loan-sub-status "Transfer"})])

(defrule SOL-8
  "Modification: three or more 60-day lates in two years but under 90 days late today."
  :when (and (= loan-status "Open") (>= status-24-dpd-60 3) (< status-days-past-due 90))
  :then [(loan/set {:loan-sub-status "Modified"})])

(defrule SOL-9
  "Charge-off."
  :when (and (= loan-status "Open") (> status-days-past-due 180) (> status-payoff 50M))
  :then [(loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})
         (credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "SOL-9" :date :current-date})])

(defrule SOL-10
  "Prepayment desk: at least $5,000 paid in one go."
  :when (and (= loan-status "Open") (>= last-payment-amount 5000M))
  :then [(loan/set {:add-portfolios ["Prepay"]})])

(defrule SOL-11
  "Referral programme for homeowners with a spotless two years and a score of 720 or higher."
  :when (and (= loan-sub-status "Repaying")
             (>= status-loan-age 730)
             (zero? status-24-dpd-30)
             (some? (-> customer :primary :credit-score-average))
             (>= (-> customer :primary :credit-score-average) 720))
  :then [(loan/set {:add-portfolios ["Referral Program"]})])

(defrule SOL-12
  "Final balance of up to $20 is waived."
  :when (and (= loan-sub-status "Pending Payoff") (pos? status-payoff) (<= status-payoff 20M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "SOL-12" :date :current-date})])

(defrule SOL-13
  "AutoPay goes off after two returned drafts."
  :when (and (= settings-autopay-enabled true) (>= payments-nsf-count 2))
  :then [(loan/set {:autopay-status "suspend"})])

(defrule SOL-14
  "Title review ninety days before maturity."
  :when (and (some? status-orig-maturity-date) (<= (u/date-compare status-orig-maturity-date current-date) 90) (> status-payoff 0M))
  :then [(loan/set {:add-portfolios ["Title Review"]})])

(defrule SOL-15
  "Fresh account monitoring: late in the first four months."
  :when (and (= loan-status "Open") (< status-loan-age 120) (>= status-days-past-due 3))
  :then [(loan/set {:add-portfolios ["Monitor"]})])

(defpromise-scenario solar-promises
  :evaluate-on #{:payments :credits}
  :applies-when (< status-days-past-due removal)
  :window {:days-before 5 :days-after 5 :by :apply-date}
  :tolerance {:dollars 10M}
  :fail-on-reversal true)
