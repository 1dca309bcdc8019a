;; Verdant Home Solar & Efficiency. Policies agreed with installers.

(def promo 18)

(defn score [] (or (-> customer :primary :credit-score-average) 0))
(defn share-left [] (/ status-principal-balance setup-loan-amount))

(defrule installer-hold
  "Installer is paid when the first two payments have come in; until then the loan is held."
  :when (and (= loan-status "Open") (< payments-count 2))
  :then [(loan/set {:add-portfolios ["Installer Hold"]})])

(defrule installer-paid
  "Two payments in."
  :when (and (= true (-> portfolio :1 :active)) (>= payments-count 2))
  :then [(loan/set {:remove-portfolios ["Installer Hold"]})])

(defrule itc-letter
  "Tax-credit letter in the first year if nothing has been prepaid: more than 95% of the loan is still there."
  :when (and (= loan-status "Open") (<= status-loan-age 365) (> (share-left) 0.95M) (= (u/month current-date) 2))
  :then [(checklist/check {:checklist "V" :items ["Tax letter"]})])

(defrule early-delinquency
  "Early delinquency: at least five, not more than twenty-nine days."
  :when (and (= loan-status "Open") (>= status-days-past-due 5) (<= status-days-past-due 29))
  :then [(checklist/check {:checklist "V" :items ["Call"]})])

(defrule late-delinquency
  "Late delinquency."
  :when (and (= loan-status "Open") (>= status-days-past-due 30) (> status-amount-due (* 0.5M setup-payment)))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule late-delinquency-over
  :when (and (= true (-> portfolio :2 :active)) (<= status-days-past-due 4))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule battery-offer
  "Battery add-on: scores from 680, a loan that is at least half a year old and has not been late by a month."
  :when (and (= loan-sub-status "Repaying") (>= (score) 680) (>= status-loan-age 180) (< status-24-dpd-30 1))
  :then [(loan/set {:add-portfolios ["Battery Offer"]})]
  :examples [{:given {:loan-sub-status "Repaying" :customer {:primary {:credit-score-average 680}} :status-loan-age 180} :fires true}
             {:given {:loan-sub-status "Repaying" :customer {:primary {:credit-score-average 679}} :status-loan-age 180} :fires false}
             {:given {:loan-sub-status "Repaying" :customer {:primary {:credit-score-average 680}} :status-loan-age 179} :fires false}])

(defrule battery-offer-withdrawn
  "Withdrawn: anything over 15 days late."
  :when (and (= true (-> portfolio :3 :active)) (> status-days-past-due 15))
  :then [(loan/set {:remove-portfolios ["Battery Offer"]})])

(defrule promo-balance
  "Same-as-cash loans with under three months to go and a balance: warn."
  :when (and (= loan-status "Open") (<= setup-loan-term promo) (< status-periods-remaining 3) (> status-principal-balance 0M))
  :then [(checklist/check {:checklist "V" :items ["Promo warning"]})])

(defrule hardship
  "Hardship deferral, if asked for no later than the 45th day of delinquency."
  :when (and (= "h" (-> settings-custom-fields :2 :value)) (<= status-days-past-due 45))
  :then [(loan/set {:loan-sub-status "Deferral"})]
  :once :never-again)

(defrule ucc-release
  "Release the UCC filing when less than 2% of the loan is left."
  :when (and (= loan-status "Open") (< (share-left) 0.02M))
  :then [(checklist/check {:checklist "V" :items ["UCC release"]})])

(defrule default
  "Default after 90 days, $1,000 or more outstanding."
  :when (and (= loan-status "Open") (> status-days-past-due 90) (>= status-payoff 1000M))
  :then [(loan/set {:loan-sub-status "Defaulted" :add-portfolios ["Legal"]})])

(defrule default-small
  "Defaults that are smaller than that are charged off straight away."
  :when (and (= loan-status "Open") (> status-days-past-due 90) (< status-payoff 1000M) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "small default" :date :current-date})])

(defrule charge-off
  :when (and (= loan-sub-status "Defaulted") (>= status-days-past-due 150) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "150" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule residue
  "Forgive up to five dollars."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 5M))
  :then [(credit/add {:type "Regular" :category "Residue" :charge-off false :amount {:base :payoff :plus 0M} :info "residue" :date :current-date})])

(defpromise-scenario promise-soft
  "Soft terms while fewer than 45 days late."
  :evaluate-on #{:payments}
  :applies-when (and (= loan-status "Open") (< status-days-past-due 45))
  :window {:days-before 7 :days-after 7 :by :apply-date}
  :tolerance {:percent 5}
  :fail-on-reversal true)
